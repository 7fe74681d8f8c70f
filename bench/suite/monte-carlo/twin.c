#include <math.h>

static double wrap(double x) { return x - floor(x / 4294967296) * 4294967296; }
static double next(double seed) { return wrap(1664525 * seed + 1013904223); }
static double unit(double seed) { return seed / 4294967296; }
static double inside(double x, double y) { return x * x + y * y < 1; }

double run(double n) {
  double seed = 42, hits = 0;
  double i = 1;
  do {
    double x = seed = next(seed), y = seed = next(seed);
    hits = hits + inside(unit(x), unit(y));
  } while (i++ < n);
  return 4 * hits / n;
}

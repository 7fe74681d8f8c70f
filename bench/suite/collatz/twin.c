#include <math.h>

static double odd(double x) { return x - 2 * floor(x / 2); }
static double step(double x) { return odd(x) != 0 ? 3 * x + 1 : x / 2; }

static double length(double x) {
  double count;
  double i = 1;
  int more;
  do {
    x = step(x);
    count = i;
    more = 1 < x;
    i = i + 1;
  } while (more);
  return count;
}

double run(double n) {
  double longest = 0, start = 0;
  double i = 1;
  do {
    double count = length(i);
    if (longest < count) {
      longest = count;
      start = i;
    }
  } while (i++ < n);
  return longest + start;
}

#include <math.h>

static double not(double x) { return x != 0 ? 0 : 1; }
static double and(double a, double b) { return not(a) != 0 ? 0 : not(not(b)); }
static double rest_of(double a, double b) { return a - floor(a / b) * b; }

static double prime(double n) {
  double rest;
  double d = 2;
  double more;
  do {
    rest = rest_of(n, d);
    more = and(rest, d * d < n);
    d = d + 1;
  } while (more != 0);
  return rest != 0 ? 1 : 0;
}

double run(double n) {
  double count = 1;
  double i = 3;
  do {
    count = count + prime(i);
  } while (i++ < n);
  return count;
}

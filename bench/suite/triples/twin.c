#include <math.h>

static double not(double x) { return x != 0 ? 0 : 1; }
static double or(double a, double b) { return a != 0 ? 1 : b != 0 ? 1 : 0; }
static double and(double a, double b) { return not(a) != 0 ? 0 : not(not(b)); }
static double less(double a, double b) { return a < b; }
static double greater(double a, double b) { return less(b, a); }
static double equal(double a, double b) { return not(or(less(a, b), greater(a, b))); }

static double triple(double a, double b) {
  double square = a * a + b * b;
  double c = floor(sqrt(square));
  return and(less(a, b), equal(c * c, square));
}

double run(double n) {
  double count = 0;
  double a = 1;
  do {
    double b = 1;
    do {
      if (triple(a, b) != 0) count = count + 1;
    } while (b++ < n);
  } while (a++ < n);
  return count;
}

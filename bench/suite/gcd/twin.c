#include <math.h>

static double rest(double a, double b) { return a - floor(a / b) * b; }
static double gcd(double a, double b) { return b < 1 ? a : gcd(b, rest(a, b)); }

double run(double n) {
  double sum = 0;
  double a = 1;
  do {
    double b = 1;
    do {
      sum = sum + gcd(a, b);
    } while (b++ < n);
  } while (a++ < n);
  return sum;
}

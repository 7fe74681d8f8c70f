#include <math.h>

double run(double n) {
  double x = 1;
  double i = 1;
  do {
    x = sqrt(x + i);
  } while (i++ < n);
  return x;
}

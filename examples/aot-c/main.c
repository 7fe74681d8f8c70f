/*
 * How far Mars is from the sun, month by month. The functions are those of kepler.ks, compiled
 * ahead of time:
 *     kaleidoscope build kepler.ks -o kepler.o
 *     cc main.c kepler.o -lm -o mars
 */
#include "kepler.h"
#include <stdio.h>

/* The function that kepler.ks needs from its host, besides <math.h>. */
double printd(double x) {
  printf("%f\n", x);
  return 0;
}

int main(void) {
  const double turn = 6.283185307179586, axis = 227.9, eccentricity = 0.0934;
  top_level(); /* the expressions of kepler.ks */
  for (int month = 0; month <= 23; month++) {
    double million_km = axis * distance(turn * month / 22.57, eccentricity);
    printf("%2d %*s\n", month, (int)(million_km - 200), "*");
  }
  return 0;
}

static double f(double x) { return x * x * (3 - x) + 1; }
static double simpson(double a, double b) {
  return (b - a) * (f(a) + 4 * f((a + b) / 2) + f(b)) / 6;
}

double run(double n) {
  double h = 2 / n, area = 0;
  double i = 1;
  do {
    area = area + simpson((i - 1) * h, i * h);
  } while (i++ < n);
  return area;
}

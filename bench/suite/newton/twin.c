static double root(double a) {
  double x = a, d;
  do {
    d = (x * x * x - a) / (3 * x * x);
    x = x - d;
  } while (1e-12 < d * d);
  return x;
}

double run(double n) {
  double sum = 0;
  double i = 1;
  do {
    sum = sum + root(i);
  } while (i++ < n);
  return sum;
}

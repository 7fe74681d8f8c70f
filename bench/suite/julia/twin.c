static double steps(double re, double im, double n, double cre, double cim) {
  if (n > 199) return n;
  if (re * re + im * im > 4) return n;
  return steps(re * re - im * im + cre, 2 * re * im + cim, n + 1, cre, cim);
}

double run(double n) {
  double total = 0;
  double y = 1;
  do {
    double x = 1;
    do {
      total = total + steps(x * 3 / n - 1.5, y * 2 / n - 1, 0, -0.4, 0.6);
    } while (x++ < n);
  } while (y++ < n);
  return total;
}

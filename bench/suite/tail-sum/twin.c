static double sum(double i, double n, double total) {
  return n < i ? total : sum(i + 1, n, total + i * i);
}

double run(double n) {
  double total = 0;
  double i = 1;
  do {
    total = sum(i, i + 199, total);
  } while (i++ < n);
  return total;
}

static double ack(double m, double n) {
  if (m < 1) return n + 1;
  if (n < 1) return ack(m - 1, 1);
  return ack(m - 1, ack(m, n - 1));
}

double run(double n) {
  double sum = 0;
  double i = 1;
  do {
    sum = sum + ack(2, i);
  } while (i++ < n);
  return sum;
}

double run(double n) {
  double x = 1;
  double i = 1;
  do {
    x = i / (1 + x);
  } while (i++ < n);
  return x;
}

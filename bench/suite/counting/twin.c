double run(double n) {
  double sum = 0;
  double i = 1;
  do {
    sum = sum + i;
  } while (i++ < n);
  return sum;
}

static double tak(double x, double y, double z) {
  if (y < x) return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
  return z;
}

double run(double n) {
  double sum = 0;
  double i = 1;
  do {
    sum = sum + tak(18 + i, 12 + i, 6 + i);
  } while (i++ < n);
  return sum;
}

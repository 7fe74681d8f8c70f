double run(double n) {
  double x = 1, y = 1, z = 1, h = 0.005;
  double i = 1;
  do {
    double mx = x + h / 2 * (10 * (y - x));
    double my = y + h / 2 * (x * (28 - z) - y);
    double mz = z + h / 2 * (x * y - 8.0 / 3 * z);
    x = x + h * (10 * (my - mx));
    y = y + h * (mx * (28 - mz) - my);
    z = z + h * (mx * my - 8.0 / 3 * mz);
  } while (i++ < n);
  return x + y + z;
}

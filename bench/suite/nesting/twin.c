static double mix(double p, double q) {
  double a = p * 0.5, b = q * 0.25;
  double c = a + b, d = a - b;
  double e = c * d + p, f = c - d * q;
  {
    double a2 = e * 0.125 + a, b2 = f * 0.125 - b;
    double g = a2 * b2, h = a2 + b2, i = c - f;
    c = c + g * 0.5;
    d = d - h * 0.25;
    e = e * 0.75 + i;
    {
      double j = c + d, k = d * e, l = e - f;
      double c2 = j * k * 0.0625, m = k - l, o = l + j;
      f = f * 0.5 + c2;
      g = g * 0.5 - m * 0.125;
      h = h * 0.5 + o * 0.125;
      a2 = (a2 + j) * 0.25;
      b2 = (b2 + k) * 0.25;
    }
    return (a2 + b2 + c + d) * 0.0625 + (e + f + g + h + i) * 0.03125;
  }
}

double run(double n) {
  double x = 0.5, y = 0.25;
  double i = 1;
  do {
    double z = mix(x, y);
    x = y * 0.5 + z * 0.5;
    y = z / (1 + x * x);
  } while (i++ < n);
  return x + y;
}

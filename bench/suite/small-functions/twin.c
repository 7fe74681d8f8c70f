static double square(double x) { return x * x; }
static double cube(double x) { return square(x) * x; }
static double negative(double x) { return 0 - x; }
static double absolute(double x) { return x < 0 ? negative(x) : x; }
static double least(double a, double b) { return b < a ? b : a; }
static double most(double a, double b) { return a < b ? b : a; }
static double clamp(double x, double low, double high) { return most(low, least(high, x)); }
static double mix(double a, double b, double t) { return a + (b - a) * t; }
static double smooth(double t) { return square(t) * (3 - 2 * t); }
static double wave(double x) { return smooth(absolute(x)) - cube(x) * 0.5; }
static double dot(double ax, double ay, double bx, double by) { return ax * bx + ay * by; }
static double height(double x, double y) {
  return mix(wave(x), wave(y), clamp(dot(x, y, 0.6, 0.8), 0, 1));
}
static double slope(double x, double y, double h) {
  return (height(x + h, y) - height(x - h, y)) / (2 * h);
}
static double light(double x, double y) { return clamp(0.7 - slope(x, y, 0.01) * 0.3, 0, 1); }

double run(double n) {
  double total = 0;
  double y = 1;
  do {
    double x = 1;
    do {
      total = total + light(x * 2 / n - 1, y * 2 / n - 1);
    } while (x++ < n);
  } while (y++ < n);
  return total;
}

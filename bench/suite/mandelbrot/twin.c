static double not(double x) { return x != 0 ? 0 : 1; }
static double greater(double a, double b) { return b < a; }
static double or(double a, double b) { return a != 0 ? 1 : b != 0 ? 1 : 0; }

static double steps(double cre, double cim) {
  double re = 0, im = 0, n = 0;
  double i = 1;
  double more;
  do {
    double next = re * re - im * im + cre;
    im = 2 * re * im + cim;
    re = next;
    n = i;
    more = not(or(greater(i, 255), greater(re * re + im * im, 4)));
    i = i + 1;
  } while (more != 0);
  return n;
}

double run(double n) {
  double total = 0;
  double y = 1;
  do {
    double x = 1;
    do {
      total = total + steps(x * 3 / n - 2.2, y * 2.5 / n - 1.25);
    } while (x++ < n);
  } while (y++ < n);
  return total;
}

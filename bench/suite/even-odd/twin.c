static double odd(double n);
static double even(double n) { return n < 1 ? 1 : odd(n - 1); }
static double odd(double n) { return n < 1 ? 0 : even(n - 1); }

double run(double n) {
  double count = 0;
  double i = 1;
  do {
    double depth = 1;
    do {
      count = count + even(depth);
    } while (depth++ < 500);
  } while (i++ < n);
  return count;
}

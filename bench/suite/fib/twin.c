static double fib(double n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

double run(double n) { return fib(n); }

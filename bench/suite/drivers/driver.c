// driver N CALLS: calls run(N) CALLS times; prints the bits of the result, then the milliseconds
// of each call. run is in another translation unit, so clang cannot fold or omit a call.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

double run(double n);

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec * 1e-6;
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  double n = atof(argv[1]);
  int calls = atoi(argv[2]);
  double *times = malloc(calls * sizeof *times);
  double result = 0;
  for (int i = 0; i < calls; i++) {
    double start = now();
    result = run(n);
    times[i] = now() - start;
  }
  uint64_t bits;
  memcpy(&bits, &result, sizeof bits);
  printf("%016llx", (unsigned long long)bits);
  for (int i = 0; i < calls; i++) printf(" %f", times[i]);
  printf("\n");
}

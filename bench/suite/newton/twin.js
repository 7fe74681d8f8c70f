function root(a) {
  let x = a;
  let d = 0;
  do {
    d = (x * x * x - a) / (3 * x * x);
    x = x - d;
  } while (1e-12 < d * d);
  return x;
}

export function run(n) {
  let sum = 0;
  let i = 1;
  do {
    sum = sum + root(i);
  } while (i++ < n);
  return sum;
}

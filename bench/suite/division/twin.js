export function run(n) {
  let x = 1;
  let i = 1;
  do {
    x = i / (1 + x);
  } while (i++ < n);
  return x;
}

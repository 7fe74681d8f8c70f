export function run(n) {
  let x = 1;
  let i = 1;
  do {
    x = Math.sqrt(x + i);
  } while (i++ < n);
  return x;
}

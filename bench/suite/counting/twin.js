export function run(n) {
  let sum = 0;
  let i = 1;
  do {
    sum = sum + i;
  } while (i++ < n);
  return sum;
}

function ack(m, n) {
  if (m < 1) return n + 1;
  if (n < 1) return ack(m - 1, 1);
  return ack(m - 1, ack(m, n - 1));
}

export function run(n) {
  let sum = 0;
  let i = 1;
  do {
    sum = sum + ack(2, i);
  } while (i++ < n);
  return sum;
}

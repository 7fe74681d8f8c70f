function sum(i, n, total) {
  return n < i ? total : sum(i + 1, n, total + i * i);
}

export function run(n) {
  let total = 0;
  let i = 1;
  do {
    total = sum(i, i + 199, total);
  } while (i++ < n);
  return total;
}

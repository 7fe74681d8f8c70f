function steps(re, im, n, cre, cim) {
  if (n > 199) return n;
  if (re * re + im * im > 4) return n;
  return steps(re * re - im * im + cre, 2 * re * im + cim, n + 1, cre, cim);
}

export function run(n) {
  let total = 0;
  let y = 1;
  do {
    let x = 1;
    do {
      total = total + steps((x * 3) / n - 1.5, (y * 2) / n - 1, 0, -0.4, 0.6);
    } while (x++ < n);
  } while (y++ < n);
  return total;
}

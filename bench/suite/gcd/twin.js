function remainder(a, b) {
  return a - Math.floor(a / b) * b;
}

function gcd(a, b) {
  return b < 1 ? a : gcd(b, remainder(a, b));
}

export function run(n) {
  let sum = 0;
  let a = 1;
  do {
    let b = 1;
    do {
      sum = sum + gcd(a, b);
    } while (b++ < n);
  } while (a++ < n);
  return sum;
}

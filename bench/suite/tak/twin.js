function tak(x, y, z) {
  if (y < x) return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
  return z;
}

export function run(n) {
  let sum = 0;
  let i = 1;
  do {
    sum = sum + tak(18 + i, 12 + i, 6 + i);
  } while (i++ < n);
  return sum;
}

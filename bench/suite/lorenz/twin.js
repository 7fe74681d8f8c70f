export function run(n) {
  let x = 1;
  let y = 1;
  let z = 1;
  const h = 0.005;
  let i = 1;
  do {
    const mx = x + (h / 2) * (10 * (y - x));
    const my = y + (h / 2) * (x * (28 - z) - y);
    const mz = z + (h / 2) * (x * y - (8 / 3) * z);
    x = x + h * (10 * (my - mx));
    y = y + h * (mx * (28 - mz) - my);
    z = z + h * (mx * my - (8 / 3) * mz);
  } while (i++ < n);
  return x + y + z;
}

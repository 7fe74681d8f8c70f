function f(x) {
  return x * x * (3 - x) + 1;
}

function simpson(a, b) {
  return ((b - a) * (f(a) + 4 * f((a + b) / 2) + f(b))) / 6;
}

export function run(n) {
  const h = 2 / n;
  let area = 0;
  let i = 1;
  do {
    area = area + simpson((i - 1) * h, i * h);
  } while (i++ < n);
  return area;
}

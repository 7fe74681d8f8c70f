const square = (x) => x * x;
const cube = (x) => square(x) * x;
const negative = (x) => 0 - x;
const absolute = (x) => (x < 0 ? negative(x) : x);
const least = (a, b) => (b < a ? b : a);
const most = (a, b) => (a < b ? b : a);
const clamp = (x, low, high) => most(low, least(high, x));
const mix = (a, b, t) => a + (b - a) * t;
const smooth = (t) => square(t) * (3 - 2 * t);
const wave = (x) => smooth(absolute(x)) - cube(x) * 0.5;
const dot = (ax, ay, bx, by) => ax * bx + ay * by;
const height = (x, y) => mix(wave(x), wave(y), clamp(dot(x, y, 0.6, 0.8), 0, 1));
const slope = (x, y, h) => (height(x + h, y) - height(x - h, y)) / (2 * h);
const light = (x, y) => clamp(0.7 - slope(x, y, 0.01) * 0.3, 0, 1);

export function run(n) {
  let total = 0;
  let y = 1;
  do {
    let x = 1;
    do {
      total = total + light((x * 2) / n - 1, (y * 2) / n - 1);
    } while (x++ < n);
  } while (y++ < n);
  return total;
}

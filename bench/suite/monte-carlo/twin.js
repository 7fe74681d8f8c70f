const wrap = (x) => x - Math.floor(x / 4294967296) * 4294967296;
const next = (seed) => wrap(1664525 * seed + 1013904223);
const unit = (seed) => seed / 4294967296;
const inside = (x, y) => (x * x + y * y < 1 ? 1 : 0);

export function run(n) {
  let seed = 42;
  let hits = 0;
  let i = 1;
  do {
    seed = next(seed);
    const x = seed;
    seed = next(seed);
    const y = seed;
    hits = hits + inside(unit(x), unit(y));
  } while (i++ < n);
  return (4 * hits) / n;
}

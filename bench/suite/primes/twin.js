const not = (x) => (x !== 0 ? 0 : 1);
const and = (a, b) => (not(a) !== 0 ? 0 : not(not(b)));
const remainder = (a, b) => a - Math.floor(a / b) * b;

function prime(n) {
  let rest = 0;
  let d = 2;
  let more = 0;
  do {
    rest = remainder(n, d);
    more = and(rest, d * d < n ? 1 : 0);
    d = d + 1;
  } while (more !== 0);
  return rest !== 0 ? 1 : 0;
}

export function run(n) {
  let count = 1;
  let i = 3;
  do {
    count = count + prime(i);
  } while (i++ < n);
  return count;
}

const odd = (x) => x - 2 * Math.floor(x / 2);
const step = (x) => (odd(x) !== 0 ? 3 * x + 1 : x / 2);

function length(start) {
  let x = start;
  let count = 0;
  let i = 1;
  let more = false;
  do {
    x = step(x);
    count = i;
    more = 1 < x;
    i = i + 1;
  } while (more);
  return count;
}

export function run(n) {
  let longest = 0;
  let start = 0;
  let i = 1;
  do {
    const count = length(i);
    if (longest < count) {
      longest = count;
      start = i;
    }
  } while (i++ < n);
  return longest + start;
}

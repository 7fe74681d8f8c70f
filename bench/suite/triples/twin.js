const not = (x) => (x !== 0 ? 0 : 1);
const or = (a, b) => (a !== 0 ? 1 : b !== 0 ? 1 : 0);
const and = (a, b) => (not(a) !== 0 ? 0 : not(not(b)));
const less = (a, b) => (a < b ? 1 : 0);
const greater = (a, b) => less(b, a);
const equal = (a, b) => not(or(less(a, b), greater(a, b)));

function triple(a, b) {
  const square = a * a + b * b;
  const c = Math.floor(Math.sqrt(square));
  return and(less(a, b), equal(c * c, square));
}

export function run(n) {
  let count = 0;
  let a = 1;
  do {
    let b = 1;
    do {
      if (triple(a, b) !== 0) count = count + 1;
    } while (b++ < n);
  } while (a++ < n);
  return count;
}

const not = (x) => (x !== 0 ? 0 : 1);
const greater = (a, b) => (b < a ? 1 : 0);
const or = (a, b) => (a !== 0 ? 1 : b !== 0 ? 1 : 0);

function steps(cre, cim) {
  let re = 0;
  let im = 0;
  let n = 0;
  let i = 1;
  let more = 0;
  do {
    const next = re * re - im * im + cre;
    im = 2 * re * im + cim;
    re = next;
    n = i;
    more = not(or(greater(i, 255), greater(re * re + im * im, 4)));
    i = i + 1;
  } while (more !== 0);
  return n;
}

export function run(n) {
  let total = 0;
  let y = 1;
  do {
    let x = 1;
    do {
      total = total + steps((x * 3) / n - 2.2, (y * 2.5) / n - 1.25);
    } while (x++ < n);
  } while (y++ < n);
  return total;
}

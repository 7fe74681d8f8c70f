function even(n) {
  return n < 1 ? 1 : odd(n - 1);
}

function odd(n) {
  return n < 1 ? 0 : even(n - 1);
}

export function run(n) {
  let count = 0;
  let i = 1;
  do {
    let depth = 1;
    do {
      count = count + even(depth);
    } while (depth++ < 500);
  } while (i++ < n);
  return count;
}

/**
 * Calls run(n) as often as the command line says, and writes the bits of its result and the
 * milliseconds of each call. Arguments: FILE N CALLS.
 */
export function measure(run) {
  const [n, calls] = process.argv.slice(3).map(Number);
  const times = [];
  let result = 0;
  for (let i = 0; i < calls; i++) {
    const start = performance.now();
    result = run(n);
    times.push(performance.now() - start);
  }
  process.stdout.write(`${bitsOf(result)} ${times.join(' ')}\n`);
}

function bitsOf(number) {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, number);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
}

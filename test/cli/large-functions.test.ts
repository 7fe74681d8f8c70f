/**
 * V8 puts off optimizing large functions: it would take as long as half a minute for one, and the
 * command could not end meanwhile. `node bench/scaling.mjs --only "for in sequence"` measures that.
 */
import { expect, test } from 'vitest';
import { executable, file, run } from './kaleidoscope.ts';

test('V8 optimizes small functions and leaves one of 300 KB alone, however often it is called', async () => {
  const terms = Array.from({ length: 12_000 }, (_, i) => `(if x < ${i} then x else ${i}.5)`);
  const program = file(
    'large.ks',
    `def large(x) ${terms.join(' + ')}; def fib(x) if x < 2 then x else fib(x - 1) + fib(x - 2);
     large(1); fib(30); for i = 1, i < 1000 in large(i)`,
  );
  const { stdout, code } = await run(process.execPath, [
    '--trace-wasm-compilation-times',
    executable,
    program,
  ]);
  expect(code).toBe(0);
  const sizes = (compiler: string) =>
    Array.from(stdout.matchAll(new RegExp(`using ${compiler}, .* bodysize (\\d+)`, 'g')), ([, n]) =>
      Number(n),
    );
  expect(Math.max(...sizes('Liftoff'))).toBeGreaterThan(300_000);
  const optimized = sizes('TurboFan');
  expect(optimized).not.toEqual([]); // it still optimizes `fib`, linked after the large function
  expect(Math.max(...optimized)).toBeLessThan(256 * 1024);
});

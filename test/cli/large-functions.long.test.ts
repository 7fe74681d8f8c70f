/** The command ends when the program has ended: V8 does not go on with what it optimizes. */
import { expect, test } from 'vitest';
import { kaleidoscope } from './kaleidoscope.ts';

const loops = (count: number) =>
  `def f(x) var s in ${Array.from({ length: count }, (_, i) => `(for i = 1, i < ${2 + (i % 7)} in s = s + i)`).join(' + ')} + s; f(3)`;

/** Milliseconds that a function of so many short loops takes, from start to end of the process. */
async function duration(count: number): Promise<number> {
  const start = performance.now();
  const { code } = await kaleidoscope(['-q', '-'], { input: loops(count) });
  expect(code).toBe(0);
  return performance.now() - start;
}

test('a function of thousands of loops takes time in proportion', async () => {
  const small = await duration(2000);
  expect(await duration(12_000)).toBeLessThan(12 * small); // 30 times as long if it is optimized
}, 300_000);

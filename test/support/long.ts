/**
 * Tests run at two lengths. `npm test` is for every day; `npm run test:long` (vitest's `--mode
 * long`) also runs the files named `*.long.test.ts`, tries each LLVM that an engine supports, and
 * makes random programs and growing inputs ten times as many.
 */
export const isLong = process.env['MODE'] === 'long';

/** How many random inputs to try, or how large an input to grow: a tenth on every day. */
export function scaled(count: number): number {
  return isLong ? count : Math.ceil(count / 10);
}

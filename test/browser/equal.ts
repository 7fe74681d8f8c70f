/** Throws unless both are the same. */
export function equal(actual: unknown, expected: unknown): void {
  if (!Object.is(actual, expected)) throw new Error(`expected ${expected}, got ${actual}`);
}

/** What a function costs that is never called. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { KaleidoscopeJIT } from '../../src/kaleidoscope-jit.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const COUNT = 5000;

/** Definitions of functions whose names begin with a letter. */
const definitions = (letter: string) =>
  Array.from({ length: COUNT }, (_, i) => `def ${letter}${i}(x) x + ${i}\n`).join('');

test('400 bytes of heap and no more, where the body is small', () => {
  using jit = new KaleidoscopeJIT();
  const heapAfter = (letter: string) => {
    jit.addSource(definitions(letter));
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const before = heapAfter('a');
  expect((heapAfter('b') - before) / COUNT).toBeLessThan(400);
});

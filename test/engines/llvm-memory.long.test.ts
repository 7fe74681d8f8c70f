/** What the llvm engine frees. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { KaleidoscopeJIT } from '../../src/kaleidoscope-jit.ts';
import { llvmEngines } from '../support/engines.ts';
import { missingLLVM } from '../support/native.ts';
import { withoutInlining } from '../support/without-inlining.ts';

test.skipIf(missingLLVM)(`there is an LLVM${missingLLVM ?? ''}`, () => {
  expect(llvmEngines).not.toEqual([]);
});

describe.each(llvmEngines)('$name', (engine) => {
  test('the memory of redefined and removed functions comes back', () => {
    using jit = new KaleidoscopeJIT({ engine: engine.create() });
    // Without inlining, both functions are compiled.
    withoutInlining(jit.session);
    jit.addSource('def g(x) f(x)');
    const redefine = (count: number) => {
      for (let i = 0; i < count; i++) {
        jit.addSource(`def f(x) x + ${i}`);
        expect(jit.function('g')(1)).toBe(1 + i);
      }
      return mappings();
    };
    const before = redefine(900); // until then V8's own heap grows: by 48 pieces in Node 26
    expect(redefine(600)).toBeLessThan(before + 100);
  });
});

/** How many pieces of memory the process has; on other systems than Linux there is nothing to count. */
function mappings(): number {
  try {
    return readFileSync('/proc/self/maps', 'latin1').split('\n').length;
  } catch {
    return 0;
  }
}

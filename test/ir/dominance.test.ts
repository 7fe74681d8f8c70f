import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dominanceOf } from '../../src/ir/dominance.ts';

/** The blocks that can be reached from block 0 without going through `removed`. */
function reachedWithout(graph: readonly (readonly number[])[], removed: number): Set<number> {
  const reached = new Set<number>();
  const work = removed === 0 ? [] : [0];
  for (let block = work.pop(); block !== undefined; block = work.pop()) {
    if (reached.has(block)) continue;
    reached.add(block);
    work.push(...graph[block]!.filter((successor) => successor !== removed));
  }
  return reached;
}

const arbitraryGraph = fc.integer({ min: 1, max: 12 }).chain((size) =>
  fc.array(fc.array(fc.nat({ max: size - 1 }), { maxLength: 3 }), {
    minLength: size,
    maxLength: size,
  }),
);

describe('dominanceOf', () => {
  test('agrees with the definition', () => {
    return fc.assert(
      fc.property(arbitraryGraph, (graph) => {
        const { reaches, dominates } = dominanceOf(graph);
        const reached = reachedWithout(graph, -1);
        graph.forEach((_, a) => {
          expect(reaches(a)).toBe(reached.has(a));
          if (!reached.has(a)) return;
          const others = reachedWithout(graph, a);
          for (const b of reached) expect(dominates(a, b)).toBe(!others.has(b));
        });
      }),
      { numRuns: 1000 },
    );
  });

  test('takes deep and wide graphs', { timeout: 60_000 }, () => {
    const size = 200_000;
    // A chain, each block of which may also leave to the last one or go back to the first.
    const graph = Array.from({ length: size }, (_, at) =>
      at === size - 1 ? [] : [at + 1, at % 2 === 0 ? size - 1 : 1],
    );
    const { dominates } = dominanceOf(graph);
    expect(dominates(1, size - 2)).toBe(true);
    expect(dominates(0, size - 1)).toBe(true);
    expect(dominates(1, size - 1)).toBe(false);
  });
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dominance, searchDepthFirst } from '../../src/ir/dominance.ts';
import { scaled } from '../support/long.ts';

type Graph = readonly (readonly number[])[];

function analyze(graph: Graph) {
  const search = searchDepthFirst(graph.length, (at) => graph[at]!);
  const predecessors: number[][] = graph.map(() => []);
  graph.forEach((targets, at) => {
    for (const target of targets) predecessors[target]!.push(at);
  });
  return { search, dominance: new Dominance(search, predecessors) };
}

/** The blocks that can be reached from block 0 without going through `removed`. */
function reachedWithout(graph: Graph, removed: number): Set<number> {
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

describe('Dominance', () => {
  test('agrees with the definition', () => {
    return fc.assert(
      fc.property(arbitraryGraph, (graph) => {
        const { search, dominance } = analyze(graph);
        const immediate = dominance.immediateDominators();
        const reached = reachedWithout(graph, -1);
        graph.forEach((_, a) => {
          expect(search.numbers[a]! >= 0).toBe(reached.has(a));
          expect(immediate[a]! >= 0).toBe(reached.has(a));
          if (!reached.has(a)) return;
          const others = reachedWithout(graph, a);
          for (const b of reached) expect(dominance.dominates(a, b)).toBe(!others.has(b));
          const above = [...reached].filter((b) => b !== a && dominance.dominates(b, a));
          if (a !== 0) expect(above.every((b) => dominance.dominates(b, immediate[a]!))).toBe(true);
          if (a !== 0) expect(above).toContain(immediate[a]);
        });
      }),
      { numRuns: 1000 },
    );
  });

  test('takes deep and wide graphs', { timeout: 60_000 }, () => {
    const size = scaled(200_000);
    // A chain, each block of which may also leave to the last one or go back to the first.
    const graph = Array.from({ length: size }, (_, at) =>
      at === size - 1 ? [] : [at + 1, at % 2 === 0 ? size - 1 : 1],
    );
    const { dominance } = analyze(graph);
    expect(dominance.dominates(1, size - 2)).toBe(true);
    expect(dominance.dominates(0, size - 1)).toBe(true);
    expect(dominance.dominates(1, size - 1)).toBe(false);
  });
});

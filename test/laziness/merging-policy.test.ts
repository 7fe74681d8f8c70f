/** When objects are linked again together: the core decides that, without an engine. */
import { expect, test } from 'vitest';
import { type CodeId, type Executor, LinkError, type MergeLimits } from '../../src/orc/index.ts';
import { type MergeableObject, Merging } from '../../src/orc/merging.ts';
import { finishSteps } from '../../src/source/index.ts';

const LIMITS: MergeLimits = { objects: 4, objectBytes: 100_000, moduleBytes: 200_000 };

/** Merging with an executor that notes what it is to merge, and refuses modules of `refused` objects. */
function mergingOf(sizes: readonly number[], refused = Number.POSITIVE_INFINITY) {
  const merges: (readonly number[])[] = [];
  const executor = {
    merge(codes: readonly CodeId[]) {
      merges.push(codes);
      if (codes.length >= refused) throw new LinkError(['f'], 'too large');
    },
  };
  const merging = new Merging(executor as unknown as Executor, LIMITS); // it calls nothing else
  const add = (size: number, ...codes: number[]): MergeableObject =>
    merging.add(codes as CodeId[], size);
  const objects = sizes.map((size, code) => add(size, code));
  const release = (code: number) => merging.release(objects[code]!, code as CodeId);
  return { merging, merges, add, release };
}

test('objects are merged once there are enough', () => {
  const { merging, merges, add } = mergingOf([10, 10, 10]);
  finishSteps(merging.mergeIfDue());
  expect(merges).toEqual([]);
  add(10, 3);
  finishSteps(merging.mergeIfDue());
  expect(merges).toEqual([[0, 1, 2, 3]]);
  finishSteps(merging.mergeIfDue());
  expect(merges).toHaveLength(1);
});

test('modules keep to their size, and large objects stay alone', () => {
  const { merging, merges } = mergingOf([90_000, 100_001, 90_000, 90_000, 90_000]);
  finishSteps(merging.mergeIfDue());
  expect(merges).toEqual([
    [0, 2],
    [3, 4],
  ]);
});

test('an object is named by a function that has not been released', () => {
  const { merging, merges, add } = mergingOf([10, 10, 10]);
  const pair = add(10, 3, 4);
  merging.release(pair, 3 as CodeId);
  finishSteps(merging.mergeIfDue());
  expect(merges).toEqual([[0, 1, 2, 4]]);
});

test('what was released between two steps is left out', () => {
  const { merging, merges, release } = mergingOf([30_000, 30_000, 30_000, 30_000, 30_000, 10]);
  const steps = merging.mergeInSteps();
  steps.next();
  expect(merges).toEqual([[0, 1]]);
  release(2);
  release(4);
  finishSteps(steps);
  expect(merges).toEqual([[0, 1]]); // one object is left in each piece
});

test('a module that half of its objects have left is given up', () => {
  const { merging, merges, add, release } = mergingOf([10, 10, 10, 10]);
  finishSteps(merging.mergeIfDue());
  release(0);
  for (let code = 4; code < 7; code++) add(10, code);
  finishSteps(merging.mergeIfDue());
  expect(merges).toHaveLength(1);
  release(1);
  finishSteps(merging.mergeIfDue());
  expect(merges).toEqual([
    [0, 1, 2, 3],
    [4, 5, 6, 2, 3],
  ]);
});

test('after a refusal modules are half as large, once there are enough objects again', () => {
  const { merging, merges, add } = mergingOf([100, 100, 100, 100], 4);
  finishSteps(merging.mergeIfDue());
  finishSteps(merging.mergeIfDue());
  expect(merges).toEqual([[0, 1, 2, 3]]);
  for (let code = 4; code < 8; code++) add(100, code);
  finishSteps(merging.mergeIfDue());
  expect(merges.slice(1)).toEqual([
    [0, 1],
    [2, 3],
    [4, 5],
    [6, 7],
  ]);
});

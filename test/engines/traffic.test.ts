/**
 * All that a session and its executor say to each other is data: the traffic of every language case is
 * recorded, serialized, and played into a fresh executor, which does and answers the same.
 */
import { serialize } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { createWasmEngine } from '../../src/engines/wasm/index.ts';
import { KaleidoscopeJIT } from '../../src/kaleidoscope-jit.ts';
import type { Engine } from '../../src/orc/index.ts';
import { caseFiles } from '../support/case-files.ts';
import { runCase } from '../support/case-runner.ts';
import { engines, type TestEngine } from '../support/engines.ts';
import { isLong } from '../support/long.ts';
import { type Message, RecordingExecutor, replay } from '../support/recording.ts';
import { withoutInlining } from '../support/without-inlining.ts';

const { names, read } = caseFiles('ks');

/** On every day every eighth case, on the first engine; in long runs all cases on all engines. */
const runs = engines
  .slice(0, isLong ? engines.length : 1)
  .flatMap((engine) =>
    names
      .filter((_, i) => isLong || i % 8 === 0)
      .map((name) => [engine.name, name, engine] as const),
  );

test.each(runs)('%s: %s', (_, name, engine) => {
  const text = read(name);
  const recorders: RecordingExecutor<never>[] = [];
  const results = runCase(text, recording(engine, recorders));
  expect(results.jit).toBe(text);
  for (const recorder of recorders) {
    const calls = recorder.messages.filter(({ kind }) => kind === 'call').length;
    using fresh = engine.create();
    expect(replay(recorder.toBytes(), fresh.executor)).toBe(calls);
  }
});

test('merges are commands like others', () => {
  const recorders: RecordingExecutor<never>[] = [];
  const merging: TestEngine = {
    nesting: 1,
    name: 'merging',
    create: () => createWasmEngine({ mergeAt: 3 }),
  };
  using jit = new KaleidoscopeJIT({ engine: recording(merging, recorders).create() });
  withoutInlining(jit.session);
  jit.addSource('def a(x) x + 1 def b(x) a(x) + 1 def c(x) b(x) + 1 def d(x) c(x) + 1');
  for (const name of ['d', 'c', 'd']) jit.function(name)(1);
  jit.addSource('def a(x) x + 2');
  expect(jit.function('d')(1)).toBe(6);
  const recorder = recorders[0]!; // one session
  expect(recorder.messages).toContainEqual(expect.objectContaining({ name: 'merge' }));
  using fresh = merging.create();
  expect(replay(recorder.toBytes(), fresh.executor)).toBe(4);
});

describe('a record that something else has written', () => {
  const engine = engines[0]!; // there is one
  const record = (): Message[] => {
    const recorders: RecordingExecutor<never>[] = [];
    using jit = new KaleidoscopeJIT({ engine: recording(engine, recorders).create() });
    jit.evaluate('extern sin(x) def f(x) for i = 0, i < 2 in sin(x); f(1)');
    return [...recorders[0]!.messages]; // one session
  };
  const play = (messages: readonly Message[]) => {
    using fresh = engine.create();
    return replay(serialize(messages), fresh.executor);
  };

  test('is no record of another value', () => {
    const messages = record();
    const last = messages.findLastIndex(({ kind }) => kind === 'outcome');
    messages[last] = { kind: 'outcome', outcome: { kind: 'returned', value: 7 } };
    expect(() => play(messages)).toThrow('the outcome is {"kind":"returned","value":0}, but');
  });

  test('is no record of other events', () => {
    const messages = record();
    const host = messages.findIndex(({ kind }) => kind === 'host');
    const rest = messages.filter((_, i) => i !== host && i !== host + 1);
    expect(() => play(rest)).toThrow('the executor told');
  });

  test('is the same as before otherwise', () => {
    expect(play(record())).toBe(1);
  });
});

/** The engine with a record of what its executors are told. */
function recording(engine: TestEngine, recorders: RecordingExecutor<never>[]): TestEngine {
  return {
    ...engine,
    create(): Engine {
      const made = engine.create();
      const executor = new RecordingExecutor<never>(made.executor);
      recorders.push(executor);
      return { ...made, executor };
    },
  };
}

/** A session that notes what it compiles, for tests. */
import { expect, onTestFinished } from 'vitest';
import { createWasmEngine } from '../../src/engines/wasm/index.ts';
import { KaleidoscopeJIT } from '../../src/kaleidoscope-jit.ts';
import { type Engine, StackOverflowError } from '../../src/orc/index.ts';
import type { TestEngine } from '../support/engines.ts';
import { thrownBy } from '../support/thrown-by.ts';
import { withoutInlining } from '../support/without-inlining.ts';

export interface WatchedSession {
  readonly jit: KaleidoscopeJIT;
  /** The functions whose code became ready, in order; host functions are not among them. */
  readonly compiled: string[];
  /** The functions that were lowered, in order. */
  readonly lowered: string[];
  /** How often the engine has merged modules. */
  merges(): number;
}

/**
 * `inlines`: whether small functions are copied into their callers, as they are outside of tests.
 * Without that, each function that is called is compiled, and running code sees redefinitions.
 * `interpretedCalls`: how many calls of a function are interpreted before it is compiled.
 * `mergeAt`: how many functions the engine compiles before it merges their modules; `mergedSize`:
 * how many bytes of code it merges.
 */
export function createSession({
  inlines = false,
  interpretedCalls = 0,
  mergeAt = 1500,
  mergedSize = 4_000_000,
} = {}): WatchedSession {
  let merges = 0;
  const engine = createWasmEngine({ collectGarbage: () => merges++, mergeAt, mergedSize });
  return { ...watch(engine, inlines, interpretedCalls), merges: () => merges };
}

/** The same on a given engine, until the end of the test. */
export function sessionsOn(engine: TestEngine) {
  return ({ inlines = false, interpretedCalls = 0 } = {}): Omit<WatchedSession, 'merges'> => {
    const session = watch(engine.create(), inlines, interpretedCalls);
    onTestFinished(() => session.jit[Symbol.dispose]());
    return session;
  };
}

function watch(
  engine: Engine,
  inlines: boolean,
  interpretedCalls: number,
): Omit<WatchedSession, 'merges'> {
  const jit = new KaleidoscopeJIT({ engine, output: () => {}, verify: true, interpretedCalls });
  if (!inlines) withoutInlining(jit.session);
  const compiled: string[] = [];
  const lowered: string[] = [];
  jit.events.on('ready', ({ name, size }) => size > 0 && compiled.push(name));
  jit.events.on('stage', ({ name, stage }) => stage === 'lower' && lowered.push(name));
  return { jit, compiled, lowered };
}

/** Defines and calls functions until their modules are merged. */
export function fillUntilMerge({ jit, merges }: WatchedSession, prefix: string): void {
  const before = merges();
  for (let i = 0; merges() === before; i++) {
    expect(i).toBeLessThan(10_000);
    jit.addSource(`def ${prefix}${i}(x) x + ${i}`);
    expect(jit.function(`${prefix}${i}`)(1)).toBe(1 + i);
  }
}

/** The error of a call that nests too deeply. */
export function overflow(call: () => unknown): StackOverflowError {
  const thrown = thrownBy(call);
  expect(thrown).toBeInstanceOf(StackOverflowError);
  return thrown as StackOverflowError;
}

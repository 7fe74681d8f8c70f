/** A session that notes what it compiles, for tests. */
import { onTestFinished } from 'vitest';
import { createWasmEngine } from '../../src/engines/wasm/index.ts';
import { KaleidoscopeJIT } from '../../src/kaleidoscope-jit.ts';
import type { Engine } from '../../src/orc/index.ts';
import type { TestEngine } from '../support/engines.ts';

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
 */
export function createSession({ inlines = false, interpretedCalls = 0 } = {}): WatchedSession {
  let merges = 0;
  const engine = createWasmEngine({ collectGarbage: () => merges++ });
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
  if (!inlines) jit.session.transformLayer.transform = (module) => jit.optimizeModule(module);
  const compiled: string[] = [];
  const lowered: string[] = [];
  jit.events.on('ready', ({ name, size }) => size > 0 && compiled.push(name));
  jit.events.on('stage', ({ name, stage }) => stage === 'lower' && lowered.push(name));
  return { jit, compiled, lowered };
}

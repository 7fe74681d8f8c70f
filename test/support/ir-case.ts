/**
 * Cases of IR: a module, calls of its functions, and their effects. The second line is the reason
 * for the case:
 *
 *     ; run
 *     ; A loop that the host ends.
 *     define double @f(double %x) { …
 *
 *     ; choices: 1 0
 *     ; call: f(-0)
 *     ; does: observe(3) 1.5             calls of the host, in order, and the result, or `stop`
 *
 *     ; wasm                           and then the WebAssembly that its functions become; see
 *                                      `wasm-case.ts`
 *
 * The host has `observe(x)`, which returns `x / 2`, `fmod(x, y)`, `nine()`, and `choose(x)`, which
 * returns the numbers of the line `choices` in turn, or 0, and ends a call after 40 of them.
 */
import {
  FuelExhaustedError,
  formatDouble,
  type HostFunction,
  type IRModule,
  parseModule,
  ReferenceMachine,
  verifyModule,
} from '../../src/ir/index.ts';
import { KaleidoscopeJIT, type KaleidoscopeJITOptions } from '../../src/kaleidoscope-jit.ts';
import { choosingHost, Stop } from '../engines/arbitrary-flow.ts';
import type { TestEngine } from './engines.ts';
import { HostLog } from './ir-arbitrary.ts';

const MAX_CHOICES = 40;
const HOST_ARITIES = { observe: 1, fmod: 2, nine: 0, choose: 1 };
const CALL = /^; call: (.+)\(([^()]*)\)\n(?:; does: .*\n)?/gm;

/** Options of the sessions, by name. An engine with a level of its own runs that session alone. */
const sessions: Readonly<Record<string, KaleidoscopeJITOptions>> = {
  unoptimized: { optimizationLevel: 0 },
  optimized: { optimizationLevel: 2 },
  'optimized most': { optimizationLevel: 3 },
};

/**
 * The case with the results of the reference, and of the sessions of an engine, by name.
 *
 * @throws FuelExhaustedError if a call takes more than `fuel` instructions on the reference. The
 * engine does not run the call then: it might not end.
 */
export function runIRCase(
  text: string,
  engine: TestEngine,
  fuel = Infinity,
): Readonly<Record<string, string>> & { readonly reference: string } {
  if (!/^; run\n; \S/.test(text)) throw new Error("a case begins with '; run' and a reason");
  const { functions } = moduleOf(text);
  verifyModule({ functions });
  const reference = withResults(text, (name, args, host) =>
    new ReferenceMachine(functions, host, fuel).call(name, args),
  );
  const level = engine.session?.optimizationLevel;
  const results = Object.entries(sessions)
    .filter(([, options]) => level === undefined || level === options.optimizationLevel)
    .map(([name, options]) => [name, runOnEngine(text, engine, options)]);
  return { reference, ...Object.fromEntries(results) };
}

/** The IR of a case. */
export function moduleOf(text: string): IRModule {
  return parseModule(text.replace(/^; wasm\b[\s\S]*/m, ''));
}

/** `findDifference` for IR: returns the results that differ, and that of the reference. */
export function findIRDifference(
  text: string,
  engine: TestEngine,
  fuel: number,
): Readonly<Record<string, string>> | undefined {
  try {
    const results = runIRCase(text, engine, fuel);
    const { reference } = results;
    const different = Object.entries(results).filter(([, found]) => found !== reference);
    return different.length === 0 ? undefined : { ...Object.fromEntries(different), reference };
  } catch (thrown) {
    if (thrown instanceof FuelExhaustedError) return undefined;
    throw thrown;
  }
}

function runOnEngine(text: string, engine: TestEngine, options: KaleidoscopeJITOptions): string {
  const host: { call: HostFunction } = { call: () => 0 };
  using jit = new KaleidoscopeJIT({ ...options, engine: engine.create(), verify: true });
  for (const [name, arity] of Object.entries(HOST_ARITIES)) {
    jit.defineHostFunction(name, (...args) => host.call(name, args), arity);
  }
  jit.addModule(moduleOf(text));
  return withResults(text, (name, args, call) => {
    host.call = call;
    return jit.function(name)(...args);
  });
}

type Run = (name: string, args: readonly number[], host: HostFunction) => number;

/** The case with the effects of its calls. */
function withResults(text: string, run: Run): string {
  const choices = /^; choices: (.*)$/m.exec(text)?.[1]?.split(' ').map(Number) ?? [];
  return text.replace(CALL, (_, name: string, list: string) => {
    const args = list === '' ? [] : list.split(', ').map(readDouble);
    const events = eventsOf((host) => run(name, args, host), choices);
    return `; call: ${name}(${list})\n; does: ${events.join(' ')}\n`;
  });
}

function eventsOf(run: (host: HostFunction) => number, choices: readonly number[]): string[] {
  const events: string[] = [];
  const { call } = new HostLog();
  const choose = choosingHost(choices, MAX_CHOICES);
  const host: HostFunction = (name, args) => {
    events.push(`${name}(${args.map(formatDouble).join(', ')})`);
    return (name === 'choose' ? choose : call)(name, args);
  };
  try {
    events.push(formatDouble(run(host)));
  } catch (thrown) {
    if (!(thrown instanceof Stop)) throw thrown;
    events.push('stop');
  }
  return events;
}

/** Parses the output of `formatDouble`. */
function readDouble(text: string): number {
  return Number(text.replace('inf', 'Infinity'));
}

/** `--stats`: counts the declarations and compilations of a run, and times each stage. */
import type { Outcome } from '../../kaleidoscope-jit.ts';
import type { Session, Stage, TargetMachine } from '../../orc/index.ts';
import { printError } from '../terminal/file-descriptor.ts';
import type { Observer } from './observer.ts';

export type StatisticsFormat = 'table' | 'json';

/** The figures, as `--stats=json` prints them. */
export interface Figures {
  /** Functions and operators that the program defines, by name. */
  readonly declared: number;
  /** Those that were compiled at least once. */
  readonly compiled: number;
  readonly neverCompiled: number;
  /** Those that were interpreted, because their calls were too few to compile them. */
  readonly interpreted: number;
  /**
   * Those that were neither compiled nor interpreted, but whose bodies were copied into compiled
   * functions.
   */
  readonly copied: number;
  /** Definitions of a name that was defined before. */
  readonly redefined: number;
  /** Functions that became lazy again because something built into their code changed. */
  readonly invalidated: number;
  /** Top-level expressions that ran. */
  readonly expressions: number;
  /** Calls of functions that were interpreted. */
  readonly interpretedCalls: number;
  /** All compilations: of functions, repeated ones included, and of expressions that loop. */
  readonly compilations: number;
  readonly failedCompilations: number;
  /** Compilations whose code a cache had, and those that it was asked for in vain. */
  readonly cacheHits: number;
  readonly cacheMisses: number;
  /** Of all compilations. */
  readonly codeBytes: number;
  /** Time in each stage, and in total since the process started. */
  readonly milliseconds: Readonly<Record<Stage | 'total', number>>;
  /** Time in each pass of the optimizer that ran. */
  readonly passMilliseconds: Readonly<Record<string, number>>;
  /** The target of the code, in LLVM's names. */
  readonly target: Pick<TargetMachine, 'triple' | 'cpu'>;
}

export class Statistics implements Observer {
  readonly #format: StatisticsFormat;
  readonly #target: TargetMachine;
  readonly #declared = new Set<string>();
  readonly #compiled = new Set<string>();
  readonly #interpreted = new Set<string>();
  readonly #copied = new Set<string>();
  readonly #milliseconds = { lower: 0, optimize: 0, compile: 0, link: 0 };
  readonly #passMilliseconds: Record<string, number> = {};
  #redefined = 0;
  #invalidated = 0;
  #expressions = 0;
  #interpretedCalls = 0;
  #compilations = 0;
  #failedCompilations = 0;
  #cacheHits = 0;
  #cacheMisses = 0;
  #codeBytes = 0;

  constructor(format: StatisticsFormat, { events, targetMachine }: Session) {
    this.#format = format;
    this.#target = targetMachine;
    events.on('stage', ({ stage, duration }) => {
      this.#milliseconds[stage] += duration;
    });
    events.on('pass', ({ pass, duration }) => {
      this.#passMilliseconds[pass] = (this.#passMilliseconds[pass] ?? 0) + duration;
    });
    events.on('ready', ({ name, size }) => {
      if (size === 0) return; // a function of the host
      this.#compilations++;
      this.#codeBytes += size;
      if (this.#declared.has(name)) this.#compiled.add(name);
    });
    events.on('interpreted', ({ name }) => {
      this.#interpretedCalls++;
      this.#interpreted.add(name);
    });
    events.on('inlined', ({ name }) => this.#copied.add(name));
    events.on('cache', ({ hit }) => {
      if (hit) this.#cacheHits++;
      else this.#cacheMisses++;
    });
    events.on('failed', () => this.#failedCompilations++);
    events.on('invalidated', () => this.#invalidated++);
  }

  outcome(outcome: Outcome): void {
    if (outcome.kind === 'value' || outcome.kind === 'failure') this.#expressions++;
    if (outcome.kind !== 'definition') return;
    this.defined(outcome.ast.prototype.name);
  }

  defined(name: string): void {
    if (this.#declared.has(name)) this.#redefined++;
    this.#declared.add(name);
  }

  finish(): void {
    const figures = this.#figures();
    printError(this.#format === 'json' ? `${JSON.stringify(figures, rounded)}\n` : table(figures));
  }

  #figures(): Figures {
    const { triple, cpu } = this.#target;
    return {
      declared: this.#declared.size,
      compiled: this.#compiled.size,
      neverCompiled: this.#declared.size - this.#compiled.size,
      interpreted: countOthers(this.#interpreted, this.#compiled),
      copied: countOthers(this.#copied, this.#compiled, this.#interpreted),
      redefined: this.#redefined,
      invalidated: this.#invalidated,
      expressions: this.#expressions,
      interpretedCalls: this.#interpretedCalls,
      compilations: this.#compilations,
      failedCompilations: this.#failedCompilations,
      cacheHits: this.#cacheHits,
      cacheMisses: this.#cacheMisses,
      codeBytes: this.#codeBytes,
      milliseconds: { ...this.#milliseconds, total: performance.now() },
      passMilliseconds: this.#passMilliseconds,
      target: { triple, cpu },
    };
  }
}

/** How many names are in none of the other sets. */
function countOthers(names: ReadonlySet<string>, ...others: readonly ReadonlySet<string>[]) {
  return [...names].filter((name) => !others.some((other) => other.has(name))).length;
}

/** Rounds milliseconds to the microsecond; a replacer for `JSON.stringify`. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1000) / 1000 : value;
}

/** Least width of figures: a run of hours fits into the same columns as one of seconds. */
const WIDTH = 12;

function table({ milliseconds, passMilliseconds, target, ...counts }: Figures): string {
  const rows: [string, string][] = [
    ['functions declared', String(counts.declared)],
    ['  compiled', String(counts.compiled)],
    ['  never compiled', String(counts.neverCompiled)],
    ['    interpreted', String(counts.interpreted)],
    ['    copied into callers', String(counts.copied)],
    ['  redefined', String(counts.redefined)],
    ['  invalidated', String(counts.invalidated)],
    ['expressions run', String(counts.expressions)],
    ['calls interpreted', String(counts.interpretedCalls)],
    ['compilations', String(counts.compilations)],
    ['  failed', String(counts.failedCompilations)],
    ['  bytes of code', String(counts.codeBytes)],
    ...cacheRows(counts),
    ...Object.entries(milliseconds).flatMap(([stage, time]) => [
      timeRow(stage, time),
      ...(stage === 'optimize' ? Object.entries(passMilliseconds) : []).map(([pass, time]) =>
        timeRow(`  ${pass}`, time),
      ),
    ]),
  ];
  const label = Math.max(...rows.map(([name]) => name.length));
  const figure = Math.max(WIDTH, ...rows.map(([, text]) => text.length));
  const lines = rows.map(([name, text]) => `${name.padEnd(label)}  ${text.padStart(figure)}\n`);
  return `${lines.join('')}${'target'.padEnd(label)}  ${target.triple}, ${target.cpu}\n`;
}

/** No rows where nobody asked a cache. */
function cacheRows({ cacheHits, cacheMisses }: Pick<Figures, 'cacheHits' | 'cacheMisses'>) {
  if (cacheHits + cacheMisses === 0) return [];
  return [
    ['  found in the cache', String(cacheHits)],
    ['  not found there', String(cacheMisses)],
  ] as [string, string][];
}

function timeRow(what: string, time: number): [string, string] {
  return [`${what}, ms`, time.toFixed(3)];
}

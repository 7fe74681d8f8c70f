/** What the functions of one session share: what names mean to them, and how they lower and run. */
import { type IRFunction, verifyModule } from '../ir/index.ts';
import { type FunctionAST, OperatorTable, type Prototype } from '../language/index.ts';
import {
  type Callee,
  type HostFunctions,
  type Lowered,
  type LoweringContext,
  lowerFunction,
  lowerInSteps,
} from '../lowering/index.ts';
import type { Session } from '../orc/index.ts';
import type { Steps } from '../source/index.ts';
import { Declarations } from './declarations.ts';
import { Implementations } from './implementations.ts';

/**
 * How deep interpreted functions call each other. Each takes about a kilobyte of the host's stack,
 * which is better spent on compiled code.
 */
const MAX_DEPTH = 64;

export interface ProgramOptions {
  readonly verify: boolean;
  /** How many calls of a function are interpreted before it is compiled. Default: see below. */
  readonly interpretedCalls: number | undefined;
  /** What programs may declare by `extern`, for messages to suggest. */
  readonly host: HostFunctions;
}

/**
 * The first functions are compiled on their first call: that takes a few milliseconds in all. A
 * program with more of them is likely to have many that are called rarely. Compiling a small
 * function costs as much as interpreting it some thirty times.
 */
const FEW_FUNCTIONS = 16;
const INTERPRETED_CALLS = 16;

/** For how many names in a text the nearest of all functions is looked for: a second's work. */
const MOST_SUGGESTIONS = 200;

export class Program implements LoweringContext {
  readonly session: Session;
  readonly operators = new OperatorTable();
  readonly host: HostFunctions;
  readonly #interpretedCalls: number | undefined;
  readonly declarations: Declarations;
  readonly implementations: Implementations;
  readonly #verify: boolean;
  #suggestions = 0;
  #compilations = 0;
  #depth = 0;

  constructor(session: Session, { verify, interpretedCalls, host }: ProgramOptions) {
    this.session = session;
    this.host = host;
    this.declarations = new Declarations(session.main, host);
    this.implementations = new Implementations(
      session.createJITDylib('implementations'),
      session.main,
    );
    this.#interpretedCalls = interpretedCalls;
    this.#verify = verify;
  }

  calleeOf(name: string): Callee | undefined {
    return this.declarations.calleeOf(name);
  }

  prototypeOf(name: string): Prototype | undefined {
    return this.declarations.prototypeOf(name);
  }

  /** All names that have a prototype, for a misspelled one; none after many of these. */
  functionNames(): Iterable<string> {
    return this.#suggestions++ < MOST_SUGGESTIONS ? this.declarations.names() : [];
  }

  /** A text is taken in whose misspelled names are worth some time again. */
  renewSuggestions(): void {
    this.#suggestions = 0;
  }

  /** Lowers a body. Throws DiagnosticError with every semantic error in it. */
  lower(ast: FunctionAST): Lowered {
    return this.#verified(lowerFunction(ast, this));
  }

  /** Does the same in steps; all at once if a definition changes between two of them. */
  *lowerInSteps(ast: FunctionAST): Steps<Lowered> {
    const { main } = this.session;
    const steps = lowerInSteps(ast, this);
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done === true) return this.#verified(step.value);
      const { changes } = main;
      yield step.value;
      if (main.changes !== changes) return this.lower(ast);
    }
  }

  /** A function is being compiled. */
  countCompilation(): void {
    this.#compilations++;
  }

  /** How many calls of a function are to be interpreted, as things stand. */
  get interpretedCalls(): number {
    return this.#interpretedCalls ?? (this.#compilations < FEW_FUNCTIONS ? 0 : INTERPRETED_CALLS);
  }

  /** Whether interpreted functions have called each other so deep that the next one is compiled. */
  get isDeep(): boolean {
    return this.#depth >= MAX_DEPTH;
  }

  /** Runs IR; `callSelf` may answer its calls of itself. */
  interpret(
    fn: IRFunction,
    args: readonly number[],
    callSelf?: (args: readonly number[]) => number | undefined,
  ): number {
    this.#depth++;
    try {
      return this.session.main.interpret(fn, args, callSelf);
    } finally {
      this.#depth--;
    }
  }

  #verified(lowered: Lowered): Lowered {
    if (this.#verify) verifyModule({ functions: [lowered.fn] });
    return lowered;
  }

  /** The host has terminated what was running, which runs no `finally`. */
  recover(): void {
    this.#depth = 0;
  }
}

/** The state that the functions of a session share, and how they lower and run. */
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
 * Deepest nesting of interpreted calls. Each takes about a kilobyte of the host's stack, which
 * compiled code uses better.
 */
const MAX_DEPTH = 64;

export interface ProgramOptions {
  readonly verify: boolean;
  /** How many calls of a function are interpreted first. Default: see `FEW_FUNCTIONS`. */
  readonly interpretedCalls: number | undefined;
  /** Functions that programs may declare by `extern`, which messages suggest. */
  readonly host: HostFunctions;
}

/**
 * The first `FEW_FUNCTIONS` functions are compiled on their first call, in a few milliseconds
 * altogether. A program with more functions probably calls many of them rarely, so later ones are
 * interpreted first: compiling a small function costs about thirty interpreted calls.
 */
const FEW_FUNCTIONS = 16;
const INTERPRETED_CALLS = 16;

/** Most unknown names in a text that are compared with all functions: a second's work. */
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

  /** All names that have a prototype, to suggest for a misspelled one; none after many requests. */
  functionNames(): Iterable<string> {
    return this.#suggestions++ < MOST_SUGGESTIONS ? this.declarations.names() : [];
  }

  /** Allows suggestions again. Call it at the start of a text. */
  renewSuggestions(): void {
    this.#suggestions = 0;
  }

  /** Lowers a body. Throws DiagnosticError with every semantic error in it. */
  lower(ast: FunctionAST): Lowered {
    return this.#verified(lowerFunction(ast, this));
  }

  /** Does the same in steps; if a definition changes between two, starts over without steps. */
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

  /** Counts a function that is being compiled. */
  countCompilation(): void {
    this.#compilations++;
  }

  /** How many calls of a function are interpreted at present. */
  get interpretedCalls(): number {
    return this.#interpretedCalls ?? (this.#compilations < FEW_FUNCTIONS ? 0 : INTERPRETED_CALLS);
  }

  /** Whether interpreted calls nest so deep that the next function is compiled instead. */
  get isDeep(): boolean {
    return this.#depth >= MAX_DEPTH;
  }

  /** Interprets a function; `callSelf` may answer its calls of itself. */
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

  /** Resets the depth after the host terminated running calls, which skips `finally`. */
  recover(): void {
    this.#depth = 0;
  }
}

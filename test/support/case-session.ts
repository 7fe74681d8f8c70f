/**
 * The sessions that cases run in. The reference implements the language in the plainest way: names
 * mean their latest definition, the first call of a function after any definition lowers it again,
 * and the IR is interpreted. The other sessions are the JIT.
 */
import {
  type FunctionType,
  formatDouble,
  functionOfDoubles,
  type IRFunction,
  interpret,
  verifyFunction,
} from '../../src/ir/index.ts';
import { KaleidoscopeJIT, type ModuleHandle, type Outcome } from '../../src/kaleidoscope-jit.ts';
import {
  type FunctionAST,
  type Item,
  OperatorTable,
  Parser,
  type Prototype,
  prototypeSpan,
} from '../../src/language/index.ts';
import { type Callee, type LoweringContext, lowerFunction } from '../../src/lowering/index.ts';
import {
  CallTypeError,
  type Engine,
  type HostFunction,
  StackOverflowError,
  SymbolsNotFoundError,
} from '../../src/orc/index.ts';
import type { InlineBudget, OptimizationLevel } from '../../src/passes/index.ts';
import { createRuntime, Output } from '../../src/runtime/index.ts';
import {
  type Diagnostic,
  DiagnosticError,
  error,
  note,
  orderDiagnostics,
  SourceFile,
} from '../../src/source/index.ts';
import { setInlineBudget } from './inline-budget.ts';
import { withoutInlining } from './without-inlining.ts';

/** The outcome of an item, without the parts that cases ignore. */
export type CaseOutcome =
  | Exclude<Outcome, { kind: 'definition' }>
  | { readonly kind: 'definition'; readonly ast: FunctionAST };

/**
 * Besides the runtime's functions, programs have `show(x)`, which prints the shortest text that
 * reads back as `x`, and returns `x`.
 */
export interface CaseSession {
  readonly operators: OperatorTable;
  run(source: SourceFile): Iterable<CaseOutcome>;
  remove(name: string): void;
  check(source: SourceFile): readonly Diagnostic[];
  /** The unoptimized IR of a function. */
  lower(ast: FunctionAST): IRFunction;
  /** The output since the last call; bytes as Latin-1. */
  takeOutput(): string;
  /** The functions compiled since the last call, in order. */
  takeCompiled(): readonly string[];
}

/** How deep calls nest in the reference: less deep than on the JIT. */
const MAX_DEPTH = 1000;

interface Definition {
  readonly ast: FunctionAST;
  fn: IRFunction | undefined;
  /** The state of the session that `fn` was lowered in. */
  epoch: number;
}

export class ReferenceSession implements CaseSession {
  readonly operators = new OperatorTable();
  readonly #printed = new Printed();
  readonly #output = new Output((bytes) => this.#printed.write(bytes));
  readonly #runtime = createRuntime(this.#output);
  readonly #show = (x: number) => this.#printed.show(this.#output, x);
  readonly #prototypes = new Map<string, Prototype>();
  readonly #removed = new Set<string>();
  readonly #definitions = new Map<string, Definition>();
  readonly #context: LoweringContext = {
    operators: this.operators,
    calleeOf: (name) => this.#calleeOf(name),
    prototypeOf: (name) => this.#definitions.get(name)?.ast.prototype ?? this.#prototypes.get(name),
    functionNames: () => new Set([...this.#definitions.keys(), ...this.#prototypes.keys()]),
    host: this.#runtime,
  };
  readonly #stack: string[] = [];
  readonly #fuel: { remaining: number };
  #epoch = 0;

  /** @param fuel How many instructions may run in all; then `FuelExhaustedError` ends an item. */
  constructor(fuel = Infinity) {
    this.#fuel = { remaining: fuel };
    this.#prototypes.set('show', showPrototype);
  }

  *run(source: SourceFile): Generator<CaseOutcome, void, void> {
    const found: Diagnostic[] = [];
    const parser = new Parser(source, this.operators, (diagnostic) => found.push(diagnostic));
    for (;;) {
      const item = parser.next();
      for (const diagnostic of found.splice(0)) yield { kind: 'diagnostic', diagnostic };
      if (item === undefined) return;
      this.#epoch++;
      if (item.kind === 'malformed') this.#noteMalformed(item.prototype);
      else yield this.#take(item);
    }
  }

  remove(name: string): void {
    if (this.#definitions.delete(name)) this.#removed.add(name);
    this.#epoch++;
  }

  check(source: SourceFile): readonly Diagnostic[] {
    const diagnostics: Diagnostic[] = [];
    const bodies: FunctionAST[] = [];
    const parser = new Parser(source, this.operators, (diagnostic) => diagnostics.push(diagnostic));
    for (let item = parser.next(); item !== undefined; item = parser.next()) {
      if (item.kind === 'malformed') this.#noteMalformed(item.prototype);
      else if (item.kind === 'extern') diagnostics.push(...this.#declare(item.prototype));
      else if (item.kind === 'expression') diagnostics.push(...this.#errorsOf(item.ast));
      else {
        this.#define(item.ast);
        bodies.push(item.ast);
      }
    }
    diagnostics.push(...bodies.flatMap((ast) => this.#errorsOf(ast)));
    return orderDiagnostics(diagnostics, [source]);
  }

  lower(ast: FunctionAST): IRFunction {
    const { fn } = lowerFunction(ast, this.#context);
    verifyFunction(fn);
    return fn;
  }

  takeOutput(): string {
    this.#output.flush();
    return this.#printed.take();
  }

  takeCompiled(): readonly string[] {
    return [];
  }

  #take(item: Exclude<Item, { kind: 'malformed' }>): CaseOutcome {
    switch (item.kind) {
      case 'definition':
        this.#define(item.ast);
        return item;
      case 'extern': {
        const [diagnostic] = this.#declare(item.prototype);
        if (diagnostic !== undefined) return { kind: 'diagnostic', diagnostic };
        return item;
      }
      case 'expression':
        try {
          const value = interpret(this.lower(item.ast), [], this.#call, this.#fuel);
          return { kind: 'value', value, ast: item.ast };
        } catch (error) {
          return { kind: 'failure', error, ast: item.ast };
        }
    }
  }

  #calleeOf(name: string): Callee | undefined {
    const prototype = this.#definitions.get(name)?.ast.prototype ?? this.#prototypes.get(name);
    if (prototype === undefined && !this.#removed.has(name)) return undefined;
    const isGone = this.#removed.has(name) && !this.#definitions.has(name) && name !== 'show';
    const own = prototype && typeOf(prototype);
    const type = isGone ? this.#runtime.typeOf(name) : own;
    const fits = prototype?.parameters.length === type?.parameters.length;
    return { type, prototype: fits ? prototype : undefined };
  }

  #noteMalformed(prototype: Prototype): void {
    const type = this.#calleeOf(prototype.name)?.type ?? this.#runtime.typeOf(prototype.name);
    if (type === undefined) this.#declare(prototype);
  }

  #define(ast: FunctionAST): void {
    this.#definitions.set(ast.prototype.name, { ast, fn: undefined, epoch: 0 });
  }

  #declare(prototype: Prototype): Diagnostic[] {
    const { name, parameters } = prototype;
    const known = this.#calleeOf(name)?.prototype;
    const arity = (known ?? this.#runtime.typeOf(name) ?? prototype).parameters.length;
    if (arity === parameters.length) {
      if (!this.#prototypes.has(name) || this.#removed.has(name))
        this.#prototypes.set(name, prototype);
      this.#removed.delete(name);
      return [];
    }
    const message = `'${name}' takes ${arity} argument${arity === 1 ? '' : 's'}, but is declared with ${parameters.length}`;
    const notes = known === undefined ? [] : [note(prototypeSpan(known), 'declared here')];
    return [error(prototypeSpan(prototype), message, notes)];
  }

  #errorsOf(ast: FunctionAST): readonly Diagnostic[] {
    try {
      this.lower(ast);
      return [];
    } catch (thrown) {
      if (thrown instanceof DiagnosticError) return thrown.diagnostics;
      throw thrown;
    }
  }

  readonly #call = (name: string, args: readonly number[]): number => {
    const definition = this.#definitions.get(name);
    if (definition === undefined) return this.#callHost(name, args);
    checkCount(name, typeOf(definition.ast.prototype), args);
    if (this.#stack.length === MAX_DEPTH) throw new StackOverflowError(this.#stack.slice(-10));
    if (definition.fn === undefined || definition.epoch !== this.#epoch) {
      definition.fn = this.lower(definition.ast);
      definition.epoch = this.#epoch;
    }
    this.#stack.push(name);
    try {
      return interpret(definition.fn, args, this.#call, this.#fuel);
    } finally {
      this.#stack.pop();
    }
  };

  #callHost(name: string, args: readonly number[]): number {
    // The symbols of the runtime's units are host functions.
    const [host] = (this.#runtime.generate(name)?.symbols ?? []) as readonly HostFunction[];
    const fn =
      name === 'show' ? { ...showPrototype, type: functionOfDoubles(1), call: this.#show } : host;
    if (fn === undefined) throw new SymbolsNotFoundError([name]);
    checkCount(name, fn.type, args);
    return fn.call(...args);
  }
}

export interface JITSessionOptions {
  /** Whether the session copies bodies into callers, as it does outside of tests. */
  readonly inlines?: boolean;
  /** Limit of the copies. Default: the library's. */
  readonly inlineBudget?: InlineBudget;
  /** How many calls of a function the session interprets before it compiles the function. */
  readonly interpretedCalls?: number;
  /** Default: the library's. */
  readonly optimizationLevel?: OptimizationLevel;
  /**
   * Limit on how often a compilation makes all other functions lazy again, so that only one has
   * code at a time. Default: 0.
   */
  readonly forgets?: number;
}

export class JITSession implements CaseSession, Disposable {
  readonly jit: KaleidoscopeJIT;
  readonly #printed = new Printed();
  readonly #handles = new Map<string, ModuleHandle>();
  #compiled: string[] = [];

  constructor(engine: Engine, options: JITSessionOptions = {}) {
    const { inlines = true, inlineBudget, forgets = 0 } = options;
    const { interpretedCalls = 0, optimizationLevel = 2 } = options;
    this.jit = new KaleidoscopeJIT({
      engine,
      output: (bytes) => this.#printed.write(bytes),
      verify: true,
      interpretedCalls,
      optimizationLevel,
    });
    const { events, output, session } = this.jit;
    if (!inlines) withoutInlining(session);
    else if (inlineBudget) setInlineBudget(this.jit, inlineBudget, { level: optimizationLevel });
    events.on('ready', ({ name, size }) => size > 0 && this.#compiled.push(name));
    if (forgets > 0) this.#forgetOthers(forgets);
    this.jit.defineHostFunction('show', (x) => this.#printed.show(output, x));
  }

  [Symbol.dispose](): void {
    this.jit[Symbol.dispose]();
  }

  #forgetOthers(times: number): void {
    const { events, session } = this.jit;
    let remaining = times;
    events.on('ready', ({ name }) => {
      if (remaining-- <= 0) return;
      for (const symbol of session.main.symbols()) if (symbol.name !== name) symbol.invalidate();
    });
  }

  get operators(): OperatorTable {
    return this.jit.operators;
  }

  *run(source: SourceFile): Generator<CaseOutcome, void, void> {
    for (const outcome of this.jit.run(source)) {
      if (outcome.kind === 'definition') {
        this.#handles.set(outcome.ast.prototype.name, outcome.handle);
      }
      yield outcome;
    }
  }

  remove(name: string): void {
    const handle = this.#handles.get(name);
    if (handle !== undefined) this.jit.removeModule(handle);
    this.#handles.delete(name);
  }

  check(source: SourceFile): readonly Diagnostic[] {
    return this.jit.check(source);
  }

  lower(ast: FunctionAST): IRFunction {
    return this.jit.lower(ast, false).functions[0]!; // the façade gives one function
  }

  takeOutput(): string {
    return this.#printed.take();
  }

  takeCompiled(): readonly string[] {
    const compiled = this.#compiled;
    this.#compiled = [];
    return compiled;
  }
}

/** Collects the output of a session. */
class Printed {
  #text = '';

  write(bytes: Uint8Array): void {
    for (const byte of bytes) this.#text += String.fromCharCode(byte);
  }

  /** Prints `x` after the buffered output. */
  show(output: Output, x: number): number {
    output.flush();
    this.#text += `${formatDouble(x)}\n`;
    return x;
  }

  take(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }
}

/** The prototype that `extern show(x)` would declare. */
const showPrototype: Prototype = {
  name: 'show',
  parameters: ['x'],
  source: new SourceFile('<host>', 'extern show(x1)'),
  start: 7,
  end: 11,
};

function typeOf({ parameters }: Prototype): FunctionType {
  return functionOfDoubles(parameters.length);
}

function checkCount(name: string, type: FunctionType, args: readonly number[]): void {
  if (args.length === type.parameters.length) return;
  throw new CallTypeError(name, type, functionOfDoubles(args.length));
}

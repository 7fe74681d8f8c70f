/**
 * The façade: Kaleidoscope on the lazy core. Its members are those of chapter 4 of LLVM's tutorial
 * "Building a JIT", in TypeScript's spelling.
 *
 * An added function is a name with a syntax tree. Its first call lowers the tree to IR, sends that
 * down the layers, repoints the stub and continues in the new code.
 */

import { createWasmEngine } from './engines/wasm/index.ts';
import { type IRModule, verifyModule } from './ir/index.ts';
import { checkProgram } from './kaleidoscope/check.ts';
import { ProgramDylibs } from './kaleidoscope/dylibs.ts';
import { explain } from './kaleidoscope/explain.ts';
import { evaluateElsewhere, evaluateExpression } from './kaleidoscope/expressions.ts';
import { FunctionUnit } from './kaleidoscope/function-unit.ts';
import { PrototypedHostFunction } from './kaleidoscope/host-function.ts';
import { ProgramOptimizer } from './kaleidoscope/optimizer.ts';
import { checkOptions, type KaleidoscopeJITOptions } from './kaleidoscope/options.ts';
import type { Declaration, ModuleHandle, Outcome } from './kaleidoscope/outcome.ts';
import { Program } from './kaleidoscope/program.ts';
import {
  type FunctionAST,
  type Item,
  type OperatorTable,
  Parser,
  prototypeSpan,
} from './language/index.ts';
import {
  type CallOptions,
  DuplicateDefinitionError,
  IRModuleUnit,
  type JITSymbol,
  Session,
  SymbolsNotFoundError,
  type TargetMachine,
} from './orc/index.ts';
import { createRuntime, Output, writeToHost } from './runtime/index.ts';
import {
  checkLimit,
  type Diagnostic,
  DiagnosticError,
  expectText,
  type ProgramLimits,
  SourceFile,
  type Span,
} from './source/index.ts';

export type { KaleidoscopeJITOptions } from './kaleidoscope/options.ts';
export type { Declaration, ModuleHandle, Outcome } from './kaleidoscope/outcome.ts';

/** A session of Kaleidoscope: the functions that a program has defined, and their code. */
export class KaleidoscopeJIT implements Disposable {
  readonly session: Session;
  readonly output: Output;
  readonly #program: Program;
  readonly #dylibs: ProgramDylibs;
  readonly #optimizer: ProgramOptimizer;
  readonly #engineName: string;
  readonly #limits: ProgramLimits;

  /** @throws InvalidArgumentError for an unknown option, or an invalid value of an option. */
  constructor(options: KaleidoscopeJITOptions = {}) {
    checkOptions(options);
    const {
      engine = createWasmEngine(),
      output = writeToHost,
      flush = true,
      verify = false,
      interpretedCalls,
      processFunctions = false,
    } = options;
    const level = options.optimizationLevel ?? 2;
    this.#limits = options.limits ?? {};
    this.output = output instanceof Output ? output : new Output(output);
    this.#engineName = engine.name;
    const session = new Session(engine, { verify, timeout: options.timeout, cache: options.cache });
    const runtime = createRuntime(this.output, this.#limits.outputBytes);
    this.session = session;
    this.#program = new Program(session, { verify, interpretedCalls, host: runtime });
    this.#dylibs = new ProgramDylibs(session, this.#program, runtime, processFunctions);
    this.#optimizer = new ProgramOptimizer(session, this.#dylibs, {
      level,
      verify,
      ...(options.passes && { passes: options.passes }),
    });
    session.transformLayer.transform = (module, responsibility) =>
      this.#optimizer.transform(module, responsibility);
    session.events.on('removed', ({ name }) => this.#program.declarations.noteRemoval(name));
    if (flush) {
      session.onIdle = () => {
        if (this.output.pending > 0) this.output.flush();
      };
    }
  }

  /** The operators that the program has defined so far. */
  get operators(): OperatorTable {
    return this.#program.operators;
  }

  /**
   * The machine that the engine compiles for, in LLVM's words: triple, processor and data layout.
   *
   * @example
   * jit.targetMachine.triple; // 'wasm32-unknown-unknown'
   */
  get targetMachine(): TargetMachine {
    return this.session.targetMachine;
  }

  /**
   * The layout of values in the target's memory, as LLVM writes it into modules.
   *
   * @example
   * `target datalayout = "${jit.dataLayout}"`;
   */
  get dataLayout(): string {
    return this.targetMachine.dataLayout;
  }

  /** Events of definition, compilation, inlining, invalidation and removal, with durations. */
  get events(): Session['events'] {
    return this.session.events;
  }

  /**
   * Takes in a program, item by item: records definitions and runs expressions. Yields each outcome
   * before it reads the next item.
   */
  *run(source: SourceFile): Generator<Outcome, void, void> {
    for (const item of this.declare(source)) {
      yield item.kind === 'expression' ? this.#runExpression(item.ast) : item;
    }
  }

  /** Takes in a program as `run` does, but yields its expressions without running them. */
  *declare(source: SourceFile): Generator<Declaration, void, void> {
    this.session.checkOpen();
    const { sourceBytes } = this.#limits;
    if (sourceBytes !== undefined) checkLimit(this.#limits, 'sourceBytes', source.byteLength);
    this.#program.renewSuggestions();
    const found: Diagnostic[] = [];
    const parser = new Parser(source, this.operators, (diagnostic) => found.push(diagnostic));
    for (;;) {
      this.session.clock.checkpoint();
      const item = parser.next();
      for (const diagnostic of found.splice(0)) yield { kind: 'diagnostic', diagnostic };
      if (item === undefined) return;
      if (item.kind === 'malformed') this.#program.declarations.noteMalformed(item.prototype);
      else yield this.#take(item);
    }
  }

  /**
   * Takes in a program and returns the value of its last expression; 0 if it has none.
   *
   * @throws DiagnosticError with all errors of the text, after the rest of it has run. Exceptions
   * of host functions and typed errors of the core end it at once, and so does DeadlineError when the
   * time is up that the options allow the whole text.
   *
   * @example
   * jit.evaluate('def square(x) x * x; square(7)'); // 49
   * jit.evaluate('for i = 0, 1 in 0', '<text>', { timeout: 50 }); // throws DeadlineError
   */
  evaluate(text: string, name = '<text>', options?: CallOptions): number {
    expectText('the program', text);
    expectText('the name of the text', name);
    if (options !== undefined) {
      return this.session.within(options, () => this.evaluate(text, name));
    }
    const errors: Diagnostic[] = [];
    let result = 0;
    for (const outcome of this.run(new SourceFile(name, text))) {
      switch (outcome.kind) {
        case 'value':
          result = outcome.value;
          break;
        case 'failure':
          if (!(outcome.error instanceof DiagnosticError)) throw outcome.error;
          errors.push(...outcome.error.diagnostics);
          break;
        case 'diagnostic':
          if (outcome.diagnostic.severity === 'error') errors.push(outcome.diagnostic);
          break;
        default:
      }
    }
    if (errors.length > 0) throw new DiagnosticError(errors);
    return result;
  }

  /** Takes in a program and drops the values of its expressions. Throws as `evaluate` does. */
  addSource(text: string, name?: string): void {
    this.evaluate(text, name);
  }

  /**
   * Defines or redefines a function. Compiles nothing: the first call does. Cost: one object.
   *
   * @throws LimitError when there are as many functions as the limits allow.
   */
  addFunctionAST(ast: FunctionAST): ModuleHandle {
    const { main } = this.session;
    const isNew = !main.isDefined(ast.prototype.name);
    checkLimit(this.#limits, 'functions', main.size + (isNew ? 1 : 0));
    const unit = new FunctionUnit(this.#program, ast);
    main.define(unit, { redefine: true });
    return unit;
  }

  /**
   * Adds a module of IR. The first call of one of its functions optimizes, compiles and links the
   * whole module. Programs call its functions after `extern` declarations. A function of a program
   * hides one of a module until it is removed.
   *
   * @throws VerifierError for malformed IR; DuplicateDefinitionError for a name that is defined.
   */
  addModule(module: IRModule): ModuleHandle {
    verifyModule(module);
    for (const { name } of module.functions) {
      if (this.session.main.isDefined(name)) throw new DuplicateDefinitionError(name);
    }
    const unit = new IRModuleUnit(module);
    this.#dylibs.modules.define(unit);
    return unit;
  }

  /** Removes an added function or module, except functions that were redefined since. */
  removeModule(handle: ModuleHandle): void {
    this.session.main.remove(handle);
    this.#dylibs.modules.remove(handle);
  }

  /** The symbol `name`: a function of a program, else of a module, else of the host. */
  findSymbol(name: string): JITSymbol | undefined {
    return this.session.main.lookup(name);
  }

  /** The name of a symbol in the object format. WebAssembly and ELF do not change names. */
  mangle(name: string): string {
    return name;
  }

  /** Optimizes a module in place, as happens between lowering and compilation. */
  optimizeModule(module: IRModule): IRModule {
    return this.#optimizer.optimizeModule(module);
  }

  /**
   * Returns a JavaScript function; each call goes to the meaning of `name` then. Compiles nothing.
   *
   * @throws SymbolsNotFoundError if nothing has this name. Calls throw DiagnosticError if a body
   * that they need does not compile, StackOverflowError, and what host functions throw.
   */
  function(name: string): (...args: number[]) => number {
    return this.session.function(name);
  }

  /**
   * Calls whatever `name` is now, for as long as the options allow.
   *
   * @throws what calls of `function(name)` throw; DeadlineError when the time is up, which names the
   * functions that were running; the reason of a signal that was aborted; InvalidArgumentError where
   * the engine keeps no deadlines.
   *
   * @example
   * jit.call('f', [1, 2], { timeout: 50 });
   */
  call(name: string, args: readonly number[], options?: CallOptions): number {
    const call = this.function(name);
    if (options === undefined) return call(...args);
    return this.session.within(options, () => call(...args));
  }

  /**
   * Calls whatever `name` is now in an executor elsewhere. `connect` makes sessions that use this.
   *
   * @throws SymbolsNotFoundError; the promise rejects with what calls throw.
   */
  async callElsewhere(
    name: string,
    args: readonly number[],
    options?: CallOptions,
  ): Promise<number> {
    this.session.checkOpen();
    const symbol = this.findSymbol(name);
    if (symbol === undefined) throw new SymbolsNotFoundError([name]);
    return await this.session.callElsewhere(symbol, args, options);
  }

  /** Evaluates an expression of `declare` in an executor elsewhere, one at a time. */
  async evaluateElsewhere(ast: FunctionAST, options?: CallOptions): Promise<number> {
    return await evaluateElsewhere(ast, this.#program, this.#dylibs.expressions, options);
  }

  /**
   * Compiles a function and all functions that it calls before the first call needs them. Pauses
   * after each function, so that the main thread of a page can do other work.
   *
   * @throws SymbolsNotFoundError if nothing has this name; what a first call would throw for a body
   * that does not compile.
   *
   * @example
   * await jit.prepare('f');
   * jit.function('f')(1); // compiles nothing
   */
  async prepare(name: string): Promise<void> {
    this.session.checkOpen();
    const symbol = this.findSymbol(name);
    if (symbol === undefined) throw new SymbolsNotFoundError([name]);
    await this.session.prepare(symbol);
  }

  /**
   * Makes a function of the host callable as `name`, without an `extern` declaration. If it returns
   * anything but a number, the call throws InvalidArgumentError.
   *
   * @throws InvalidArgumentError for an invalid name, function or number of parameters.
   */
  defineHostFunction(
    name: string,
    call: (...args: number[]) => number,
    parameterCount = call?.length,
  ): void {
    const unit = new PrototypedHostFunction(name, call, parameterCount);
    this.#dylibs.host.define(unit, { redefine: true });
  }

  /**
   * Compiles a whole program without running it.
   *
   * @returns every error and warning, of syntax and of meaning, in the order of the text. A name
   * that is unknown in several places is one error, even across functions.
   */
  check(...sources: readonly SourceFile[]): Diagnostic[] {
    const compileErrors = (ast: FunctionAST) => this.#compileErrors(ast);
    return checkProgram({ declare: (source) => this.declare(source), compileErrors }, sources);
  }

  /** Returns a function's IR, as lowered or as optimized. Compiles nothing. */
  lower(ast: FunctionAST, optimized = true): IRModule {
    const { fn } = this.#program.lower(ast);
    const module = { functions: [fn] };
    return optimized ? this.#optimizer.optimizeFunctions(module) : module;
  }

  /** Turns an exception of a call at `place` into diagnostics about the program. */
  diagnose(thrown: unknown, place: Span): readonly Diagnostic[] {
    return explain(thrown, place, {
      declarations: this.#program.declarations,
      main: this.session.main,
      engine: this.#engineName,
      inlines: this.#optimizer.inlines,
    });
  }

  /**
   * Restores the session after the host terminated running calls, which skips every `catch` and
   * `finally`. Call it outside of any call. Flushes the output of those calls.
   */
  recover(): void {
    this.#program.recover();
    this.session.recover();
    this.output.flush();
  }

  /**
   * Ends the session: from now on calls, definitions and texts throw SessionDisposedError. Frees
   * its memory, even if others still hold its functions and symbols. Running calls end first.
   */
  [Symbol.dispose](): void {
    this.session.onIdle = () => {
      this.#program.declarations.clear();
      this.output.flush();
    };
    this.session[Symbol.dispose]();
  }

  #take(item: Exclude<Item, { kind: 'malformed' }>): Declaration {
    switch (item.kind) {
      case 'definition':
        return { kind: 'definition', handle: this.addFunctionAST(item.ast), ast: item.ast };
      case 'extern': {
        const diagnostic = this.#program.declarations.declareExtern(item.prototype);
        return diagnostic === undefined ? item : { kind: 'diagnostic', diagnostic };
      }
      case 'expression':
        return item;
    }
  }

  #runExpression(ast: FunctionAST): Outcome {
    const { expressions } = this.#dylibs;
    try {
      const value = evaluateExpression(ast, this.session, this.#program, expressions);
      return { kind: 'value', value, ast };
    } catch (thrown) {
      return { kind: 'failure', error: thrown, ast };
    }
  }

  #compileErrors(ast: FunctionAST): readonly Diagnostic[] {
    try {
      this.session.compiler.compile(this.lower(ast));
      return [];
    } catch (thrown) {
      return this.diagnose(thrown, prototypeSpan(ast.prototype));
    }
  }
}

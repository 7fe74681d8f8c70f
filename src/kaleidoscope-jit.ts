/**
 * The façade: Kaleidoscope on the lazy core, with the members of LLVM's "Building a JIT" tutorial,
 * chapter 4, in TypeScript's spelling.
 *
 * A function that is added is a name with a syntax tree. Its first call lowers the tree to IR, sends
 * that down the layers, repoints the stub and continues in the new code.
 */

import { createWasmEngine } from './engines/wasm/index.ts';
import { type IRModule, verifyModule } from './ir/index.ts';
import { checkProgram } from './kaleidoscope/check.ts';
import { ProgramDylibs } from './kaleidoscope/dylibs.ts';
import { explain } from './kaleidoscope/explain.ts';
import { evaluateExpression } from './kaleidoscope/expressions.ts';
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
  DuplicateDefinitionError,
  IRModuleUnit,
  type JITSymbol,
  Session,
  SymbolsNotFoundError,
  type TargetMachine,
} from './orc/index.ts';
import { createRuntime, Output, writeToHost } from './runtime/index.ts';
import {
  type Diagnostic,
  DiagnosticError,
  expectText,
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

  /** @throws InvalidArgumentError for an unknown option, and for a value that an option cannot have. */
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
    this.output = output instanceof Output ? output : new Output(output);
    this.#engineName = engine.name;
    const session = new Session(engine, { verify });
    const runtime = createRuntime(this.output);
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
   * What the engine makes code for, in LLVM's words: triple, processor and data layout.
   *
   * @example
   * jit.targetMachine.triple; // 'wasm32-unknown-unknown'
   */
  get targetMachine(): TargetMachine {
    return this.session.targetMachine;
  }

  /**
   * How values lie in the target's memory, as LLVM writes it into modules.
   *
   * @example
   * `target datalayout = "${jit.dataLayout}"`;
   */
  get dataLayout(): string {
    return this.targetMachine.dataLayout;
  }

  /** Tells what is defined, compiled, copied, invalidated and removed, and how long each step takes. */
  get events(): Session['events'] {
    return this.session.events;
  }

  /**
   * Takes a program in, one item after the other: records definitions, runs expressions. Each
   * outcome is given before the next item is read.
   */
  *run(source: SourceFile): Generator<Outcome, void, void> {
    for (const item of this.declare(source)) {
      yield item.kind === 'expression' ? this.#runExpression(item.ast) : item;
    }
  }

  /** Takes a program in as `run` does, but leaves what becomes of its expressions to the caller. */
  *declare(source: SourceFile): Generator<Declaration, void, void> {
    this.session.checkOpen();
    this.#program.renewSuggestions();
    const found: Diagnostic[] = [];
    const parser = new Parser(source, this.operators, (diagnostic) => found.push(diagnostic));
    for (;;) {
      const item = parser.next();
      for (const diagnostic of found.splice(0)) yield { kind: 'diagnostic', diagnostic };
      if (item === undefined) return;
      if (item.kind === 'malformed') this.#program.declarations.noteMalformed(item.prototype);
      else yield this.#take(item);
    }
  }

  /**
   * Takes a program in and gives the value of its last expression; 0 if it has none.
   *
   * @throws DiagnosticError with all errors of the text, after everything else in it was done.
   * What a host function throws, and typed errors of the core, come out at once.
   *
   * @example
   * jit.evaluate('def square(x) x * x; square(7)'); // 49
   */
  evaluate(text: string, name = '<text>'): number {
    expectText('the program', text);
    expectText('the name of the text', name);
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

  /** Takes a program in; the values of its expressions are dropped. Throws as `evaluate` does. */
  addSource(text: string, name?: string): void {
    this.evaluate(text, name);
  }

  /**
   * Gives a name a function, or another one. Nothing is compiled: that happens on the first call.
   * Cost: one object.
   */
  addFunctionAST(ast: FunctionAST): ModuleHandle {
    const unit = new FunctionUnit(this.#program, ast);
    this.session.main.define(unit, { redefine: true });
    return unit;
  }

  /**
   * Adds a module of IR. It is optimized, compiled and linked as a whole when one of its functions
   * is first called. Programs call them after `extern` declarations. A function that a program
   * defines hides one of a module, until it is removed.
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

  /** Removes what `addFunctionAST` or `addModule` added, as far as it was not redefined since. */
  removeModule(handle: ModuleHandle): void {
    this.session.main.remove(handle);
    this.#dylibs.modules.remove(handle);
  }

  /** What `name` means: a stub's function, else JIT'd code, else a host function. */
  findSymbol(name: string): JITSymbol | undefined {
    return this.session.main.lookup(name);
  }

  /** The name that the object format gives a symbol. WebAssembly's and ELF's leave it as it is. */
  mangle(name: string): string {
    return name;
  }

  /** What happens to IR between lowering and compilation. Changes the module in place. */
  optimizeModule(module: IRModule): IRModule {
    return this.#optimizer.optimizeModule(module);
  }

  /**
   * A plain function that calls whatever `name` is at each call. Compiles nothing yet.
   *
   * @throws SymbolsNotFoundError if nothing has this name now. Calls throw DiagnosticError when a
   * body that they need does not compile, StackOverflowError, and what host functions throw.
   */
  function(name: string): (...args: number[]) => number {
    return this.session.function(name);
  }

  /**
   * Compiles a function and all that it calls before anybody waits for it: in a page, the main
   * thread goes on with its other work after each function.
   *
   * @throws SymbolsNotFoundError if nothing has this name now; what a first call would throw for a
   * body that does not compile.
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
   * Makes a function of the host callable as `name`, without an `extern` declaration. It must return
   * a number: a call that gets anything else throws InvalidArgumentError.
   *
   * @throws InvalidArgumentError for a name, a function or a number of parameters that is none.
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
   * Compiles all of a program and runs nothing of it.
   *
   * @returns every error and warning, of syntax and of meaning, in the order of the text. A name
   * that is unknown in several places is one error, also in several functions.
   */
  check(...sources: readonly SourceFile[]): Diagnostic[] {
    const compileErrors = (ast: FunctionAST) => this.#compileErrors(ast);
    return checkProgram({ declare: (source) => this.declare(source), compileErrors }, sources);
  }

  /** A function's IR, as lowered or as optimized. Compiles nothing. */
  lower(ast: FunctionAST, optimized = true): IRModule {
    const { fn } = this.#program.lower(ast);
    const module = { functions: [fn] };
    return optimized ? this.#optimizer.optimizeFunctions(module) : module;
  }

  /** What an exception out of a call means to a reader of the program, at the place of the call. */
  diagnose(thrown: unknown, place: Span): readonly Diagnostic[] {
    return explain(thrown, place, {
      declarations: this.#program.declarations,
      main: this.session.main,
      engine: this.#engineName,
      inlines: this.#optimizer.inlines,
    });
  }

  /**
   * Puts everything in order after the host has terminated the calls that were running, which runs
   * no `catch` and no `finally`. Call it from outside. What they have printed is handed over.
   */
  recover(): void {
    this.#program.recover();
    this.session.recover();
    this.output.flush();
  }

  /**
   * Ends the session: calls, definitions and texts throw SessionDisposedError from now on, and its
   * memory is freed, whoever still holds its functions and symbols. Calls that are running end first.
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

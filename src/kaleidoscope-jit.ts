/**
 * The façade: Kaleidoscope on the lazy core, with the members of LLVM's "Building a JIT" tutorial,
 * chapter 4, in TypeScript's spelling.
 *
 * A function that is added is a name with a syntax tree. Its first call lowers the tree to IR, sends
 * that down the layers, repoints the stub and continues in the new code.
 */

import { createWasmEngine } from './engines/wasm/index.ts';
import { type IRModule, verifyModule } from './ir/index.ts';
import { typeOfPrototype } from './kaleidoscope/declarations.ts';
import { explain } from './kaleidoscope/explain.ts';
import { FunctionUnit } from './kaleidoscope/function-unit.ts';
import { PrototypedHostFunction } from './kaleidoscope/host-function.ts';
import { programContext } from './kaleidoscope/inlining.ts';
import { checkOptions, type KaleidoscopeJITOptions } from './kaleidoscope/options.ts';
import { Program } from './kaleidoscope/program.ts';
import {
  type FunctionAST,
  type Item,
  type OperatorTable,
  Parser,
  type Prototype,
  prototypeSpan,
} from './language/index.ts';
import {
  DuplicateDefinitionError,
  IRModuleUnit,
  type JITDylib,
  type JITSymbol,
  type MaterializationResponsibility,
  type MaterializationUnit,
  type ProcessFunction,
  ProcessFunctions,
  Session,
  type SessionEvents,
  SymbolsNotFoundError,
  type TargetMachine,
} from './orc/index.ts';
import {
  moduleContext,
  optimizeInSteps,
  type PassContext,
  type PipelineOptions,
} from './passes/index.ts';
import { createRuntime, Output, writeToHost } from './runtime/index.ts';
import {
  type Diagnostic,
  DiagnosticError,
  error,
  expectText,
  finishSteps,
  note,
  orderDiagnostics,
  SourceFile,
  type Span,
  type Steps,
} from './source/index.ts';

export type { KaleidoscopeJITOptions } from './kaleidoscope/options.ts';

/** What became of one top-level item, or what is wrong with the text. */
export type Outcome =
  | { readonly kind: 'diagnostic'; readonly diagnostic: Diagnostic }
  | { readonly kind: 'definition'; readonly handle: ModuleHandle; readonly ast: FunctionAST }
  | { readonly kind: 'extern'; readonly prototype: Prototype }
  | { readonly kind: 'value'; readonly value: number; readonly ast: FunctionAST }
  | { readonly kind: 'failure'; readonly error: unknown; readonly ast: FunctionAST };

/** What `declare` makes of a top-level item: all that `run` does but running expressions. */
export type Declaration =
  | Exclude<Outcome, { kind: 'value' | 'failure' }>
  | { readonly kind: 'expression'; readonly ast: FunctionAST };

/** What `removeModule` takes. */
export type ModuleHandle = MaterializationUnit;

/** A session of Kaleidoscope: the functions that a program has defined, and their code. */
export class KaleidoscopeJIT implements Disposable {
  readonly session: Session;
  readonly output: Output;
  readonly #program: Program;
  readonly #host: JITDylib;
  readonly #runtime: ReturnType<typeof createRuntime>;
  /** Where modules of IR are defined: behind the functions of programs, before those of the host. */
  readonly #modules: JITDylib;
  /** Where expressions are defined while they run. */
  readonly #expressions: JITDylib;
  /** What the runtime and the process have defined. */
  readonly #runtimeUnits = new WeakSet<MaterializationUnit>();
  readonly #engineName: string;
  readonly #processFunctions: boolean;
  readonly #pipeline: PipelineOptions;

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
    this.#pipeline = { level, verify, ...(options.passes && { passes: options.passes }) };
    this.output = output instanceof Output ? output : new Output(output);
    this.#engineName = engine.name;
    this.#processFunctions = processFunctions;
    this.session = new Session(engine, { verify });
    this.#runtime = createRuntime(this.output);
    this.#program = new Program(this.session, { verify, interpretedCalls, host: this.#runtime });
    this.events.on('removed', ({ name }) => this.#program.declarations.noteRemoval(name));
    if (flush) {
      this.session.onIdle = () => {
        if (this.output.pending > 0) this.output.flush();
      };
    }
    this.session.transformLayer.transform = (module, responsibility) => {
      const context = this.#contextOf(responsibility);
      // Calls in other modules reach what these define, whatever programs call so.
      const isOurs = responsibility.unit instanceof FunctionUnit;
      return this.#optimizeInSteps(module, isOurs ? context : moduleContext(module, context));
    };
    this.#host = this.session.createJITDylib('host');
    this.#modules = this.session.createJITDylib('modules');
    this.#expressions = this.session.createJITDylib('expressions');
    this.#connect();
  }

  /** Says who finds what where. */
  #connect(): void {
    const { main, controller } = this.session;
    const process = new ProcessFunctions(controller, (name) => this.#processFunction(name));
    for (const generator of [process, this.#runtime]) {
      this.#host.addGenerator({ generate: (name) => this.#noteRuntime(generator.generate(name)) });
    }
    const { dylib: implementations } = this.#program.implementations;
    const order = [main, this.#modules, this.#host, implementations];
    for (const dylib of [main, this.#modules, implementations]) dylib.setSearchOrder(order);
    this.#expressions.setSearchOrder([this.#expressions, ...order]);
  }

  #noteRuntime(unit: MaterializationUnit | undefined): MaterializationUnit | undefined {
    if (unit !== undefined) this.#runtimeUnits.add(unit);
    return unit;
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
    this.#modules.define(unit);
    return unit;
  }

  /** Removes what `addFunctionAST` or `addModule` added, as far as it was not redefined since. */
  removeModule(handle: ModuleHandle): void {
    this.session.main.remove(handle);
    this.#modules.remove(handle);
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
    return this.#optimize(module, moduleContext(module, this.#contextOf()));
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
    this.#host.define(unit, { redefine: true });
  }

  /**
   * Compiles all of a program and runs nothing of it.
   *
   * @returns every error and warning, of syntax and of meaning, in the order of the text. A name
   * that is unknown in several places is one error, also in several functions.
   */
  check(...sources: readonly SourceFile[]): Diagnostic[] {
    const diagnostics: Diagnostic[] = [];
    const bodies: FunctionAST[] = [];
    for (const source of sources) {
      for (const item of this.declare(source)) {
        if (item.kind === 'diagnostic') diagnostics.push(item.diagnostic);
        else if (item.kind === 'expression') diagnostics.push(...this.#compileErrors(item.ast));
        else if (item.kind === 'definition') bodies.push(item.ast);
      }
    }
    for (const ast of bodies) diagnostics.push(...this.#compileErrors(ast));
    return orderDiagnostics(diagnostics, sources);
  }

  /** A function's IR, as lowered or as optimized. Compiles nothing. */
  lower(ast: FunctionAST, optimized = true): IRModule {
    const { fn } = this.#program.lower(ast);
    const module = { functions: [fn] };
    return optimized ? this.#optimize(module, this.#contextOf()) : module;
  }

  /** What an exception out of a call means to a reader of the program, at the place of the call. */
  diagnose(thrown: unknown, place: Span): readonly Diagnostic[] {
    return explain(thrown, place, {
      declarations: this.#program.declarations,
      main: this.session.main,
      engine: this.#engineName,
      inlines: this.#pipeline.passes?.includes('inline') ?? this.#pipeline.level !== 0,
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
        const [diagnostic] = this.#declare(item.prototype);
        return diagnostic === undefined ? item : { kind: 'diagnostic', diagnostic };
      }
      case 'expression':
        return item;
    }
  }

  #runExpression(ast: FunctionAST): Outcome {
    try {
      return { kind: 'value', value: this.#evaluate(ast), ast };
    } catch (thrown) {
      return { kind: 'failure', error: thrown, ast };
    }
  }

  /** Declares a function, unless that contradicts what is known of it. */
  #declare(prototype: Prototype): Diagnostic[] {
    const { name, parameters } = prototype;
    const { declarations } = this.#program;
    const type = declarations.typeOf(name);
    const known = declarations.calleeOf(name)?.prototype;
    const count = type?.parameters.length;
    if (count !== undefined && count !== parameters.length) {
      const notes = known === undefined ? [] : [note(prototypeSpan(known), 'declared here')];
      const takes = `'${name}' takes ${count} argument${count === 1 ? '' : 's'}`;
      const message = `${takes}, but is declared with ${parameters.length}`;
      return [error(prototypeSpan(prototype), message, notes)];
    }
    declarations.declare(prototype);
    return [];
  }

  /** Runs an expression once: interprets it, unless it loops. */
  #evaluate(ast: FunctionAST): number {
    if (!ast.hasLoop) {
      const { fn } = this.#program.lower(ast);
      return this.session.run(() => this.#program.interpret(fn, []));
    }
    const unit = new FunctionUnit(this.#program, ast);
    this.#expressions.define(unit, { redefine: true });
    try {
      return this.session.call(this.#expressions.lookup(unit.name)!, []); // defined just now
    } finally {
      this.#expressions.remove(unit);
    }
  }

  #optimize(module: IRModule, context: PassContext): IRModule {
    return finishSteps(this.#optimizeInSteps(module, context));
  }

  *#optimizeInSteps(module: IRModule, context: PassContext): Steps<IRModule> {
    const onPass = (run: SessionEvents['pass']) => this.events.emit('pass', run);
    const options = { ...this.#pipeline, ...(this.events.has('pass') && { onPass }) };
    yield* optimizeInSteps(module, context, options);
    return module;
  }

  /** What passes know of the program. `responsibility` is for code that will run. */
  #contextOf(responsibility?: MaterializationResponsibility): PassContext {
    return programContext(this.session.main, (name) => this.#isFromRuntime(name), responsibility);
  }

  /** What `extern` may find in the process: all but printing. */
  #processFunction(name: string): ProcessFunction | undefined {
    const known = this.#runtime.typeOf(name);
    if (known !== undefined) {
      return this.#runtime.isMathematics(name) ? { type: known, scope: 'process' } : undefined;
    }
    const declared = this.#program.declarations.declarationOf(name);
    const scope = this.#processFunctions ? 'process' : 'libraries';
    return declared && { type: typeOfPrototype(declared), scope };
  }

  /** Whether `name` means the function of C's library and not one that program or host defined. */
  #isFromRuntime(name: string): boolean {
    const unit = this.session.main.lookup(name)?.unit;
    return unit !== undefined && this.#runtimeUnits.has(unit);
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

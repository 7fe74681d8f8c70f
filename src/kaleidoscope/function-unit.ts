/** The promise to compile a function from its syntax tree: all that an uncalled function costs. */
import {
  externalsOf,
  type FunctionType,
  functionOfDoubles,
  type IRFunction,
  type IRModule,
} from '../ir/index.ts';
import { type FunctionAST, NODE_WORDS, nodeCount, type Prototype } from '../language/index.ts';
import type { Lowered } from '../lowering/index.ts';
import type { JITDylib, MaterializationResponsibility, SymbolSignature } from '../orc/index.ts';
import { timed } from '../orc/timed.ts';
import type { InlineCandidate } from '../passes/index.ts';
import { DiagnosticError } from '../source/index.ts';
import { type PrototypedUnit, typeOfPrototype } from './declarations.ts';
import type { Program } from './program.ts';

export class FunctionUnit implements PrototypedUnit, SymbolSignature, InlineCandidate {
  readonly prototype: Prototype;
  /** Whether the body has a `for`. */
  readonly hasLoop: boolean;
  /** Nodes of the body. */
  readonly size: number;
  /** Memory of the nodes. A view of it takes 100 bytes, so `ast` makes one when it is needed. */
  readonly #memory: ArrayBufferLike;
  readonly #offset: number;
  readonly #program: Program;
  #lowered: Lowered | undefined;
  /** Revision of the program's names for which the body was lowered. */
  #revision = 0;
  #interpretations = 0;

  constructor(program: Program, ast: FunctionAST) {
    this.#program = program;
    this.prototype = ast.prototype;
    this.hasLoop = ast.hasLoop;
    this.size = nodeCount(ast.nodes);
    this.#memory = ast.nodes.buffer;
    this.#offset = ast.nodes.byteOffset;
  }

  get name(): string {
    return this.prototype.name;
  }

  get type(): FunctionType {
    return typeOfPrototype(this.prototype);
  }

  get symbols(): readonly [SymbolSignature] {
    return [this];
  }

  /**
   * Whether the name ends in punctuation, as names of operators do (`binary+`). It avoids a regular
   * expression, for which the stack may be too full.
   */
  get isOperator(): boolean {
    const last = this.name.at(-1) ?? '';
    const isLetter = (last >= 'a' && last <= 'z') || (last >= 'A' && last <= 'Z');
    return !isLetter && !(last >= '0' && last <= '9') && last !== '_';
  }

  get body(): IRFunction | undefined {
    return this.lowered?.fn;
  }

  /** Number of interpreted calls. */
  get interpretations(): number {
    return this.#interpretations;
  }

  /**
   * The body as lowered, which readers may copy but not change. Undefined if it has errors, which
   * compilation reports.
   */
  get lowered(): Lowered | undefined {
    if (this.#isLowered) return this.#lowered;
    const { main } = this.#program.session;
    try {
      this.#lowered = this.#program.lower(this.ast);
      for (const name of this.#lowered.assumptions) main.watch(name);
      this.#revision = main.revision;
      return this.#lowered;
    } catch (thrown) {
      if (thrown instanceof DiagnosticError) return undefined;
      throw thrown;
    }
  }

  /** The function as parsed; a new object each time. */
  get ast(): FunctionAST {
    const nodes = new Int32Array(this.#memory, this.#offset, this.size * NODE_WORDS);
    return { prototype: this.prototype, nodes, hasLoop: this.hasLoop };
  }

  materialize(responsibility: MaterializationResponsibility): void {
    const steps = this.#program.lowerInSteps(this.ast);
    responsibility.advance('lower', steps, ({ fn, assumptions }) => {
      this.#lowered = undefined;
      this.#program.countCompilation();
      for (const name of assumptions) responsibility.dependsOn(name, functionOfDoubles(2));
      const module = { functions: [fn] };
      referToCallees(module, responsibility);
      responsibility.session.transformLayer.emit(responsibility, module); // lowering makes sound IR
    });
  }

  /** Interprets the first calls of a function without loops, which costs less than compiling it. */
  interpret(args: readonly number[]): number | undefined {
    const program = this.#program;
    const isWorthIt = !this.hasLoop && this.#interpretations < program.interpretedCalls;
    if (!isWorthIt || program.isDeep) return undefined;
    const { session } = program;
    const body = this.#isLowered
      ? this.#lowered?.fn
      : timed(session, this.name, 'lower', () => this.body);
    if (body === undefined) return undefined;
    this.#interpretations++;
    return this.#run(body, args);
  }

  discard(dylib: JITDylib, name: string): void {
    this.#lowered = undefined;
    if (dylib === this.#program.session.main) this.#program.implementations.forget(name);
  }

  /**
   * A function that is redefined or removed while it runs keeps calling its old body, as compiled
   * code does with direct calls.
   */
  #run(fn: IRFunction, args: readonly number[]): number {
    const { main } = this.#program.session;
    return this.#program.interpret(fn, args, (values) =>
      main.unitOf(fn.name) === this ? undefined : this.#run(fn, values),
    );
  }

  get #isLowered(): boolean {
    return this.#lowered !== undefined && this.#revision === this.#program.session.main.revision;
  }
}

/** Records the calls of a module before optimization can remove any. */
export function referToCallees(
  module: IRModule,
  responsibility?: MaterializationResponsibility,
): void {
  if (responsibility === undefined) return;
  for (const [name, type] of externalsOf(module)) responsibility.refersTo(name, type);
}

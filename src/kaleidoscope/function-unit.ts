/** The promise to compile a function from its syntax tree: all that an uncalled function costs. */
import { externalsOf, type IRModule } from '../ir/index.ts';
import type { FunctionAST } from '../language/index.ts';
import type { Lowered } from '../lowering/index.ts';
import {
  type MaterializationResponsibility,
  type MaterializationUnit,
  type SymbolSignature,
  timed,
} from '../orc/index.ts';
import { DiagnosticError } from '../source/index.ts';
import type { Program } from './program.ts';

export class FunctionUnit implements MaterializationUnit, SymbolSignature {
  readonly ast: FunctionAST;
  readonly #program: Program;
  #body: Lowered | undefined;
  /** The program's epoch when the body was lowered. */
  #epoch = 0;
  #interpretations = 0;

  constructor(program: Program, ast: FunctionAST) {
    this.#program = program;
    this.ast = ast;
  }

  get name(): string {
    return this.ast.prototype.name;
  }

  get arity(): number {
    return this.ast.prototype.parameters.length;
  }

  get symbols(): readonly [SymbolSignature] {
    return [this];
  }

  /** How many calls were interpreted. */
  get interpretations(): number {
    return this.#interpretations;
  }

  /**
   * The body as lowered, to be read and copied, not to be changed. Nothing where it has errors,
   * which compiling it reports.
   */
  get body(): Lowered | undefined {
    if (this.#hasBody) return this.#body;
    try {
      this.#body = this.#lower();
      this.#epoch = this.#program.epoch;
      return this.#body;
    } catch (thrown) {
      if (thrown instanceof DiagnosticError) return undefined;
      throw thrown;
    }
  }

  materialize(responsibility: MaterializationResponsibility): void {
    const { session } = this.#program;
    const { fn, assumptions } = timed(session, responsibility.name, 'lower', () => this.#lower());
    this.#body = undefined;
    this.#program.countCompilation();
    for (const name of assumptions) responsibility.dependsOn(session.main.reference(name, 2));
    const module = { functions: [fn] };
    referToCallees(module, responsibility);
    session.transformLayer.emit(responsibility, module); // lowering makes sound IR
  }

  /** Answers the first calls of a function without loops, which is cheaper than to compile it. */
  interpret(args: readonly number[]): number | undefined {
    const program = this.#program;
    const isWorthIt = !this.ast.hasLoop && this.#interpretations < program.interpretedCalls;
    if (!isWorthIt || program.isDeep) return undefined;
    const { session } = program;
    const body = this.#hasBody ? this.#body : timed(session, this.name, 'lower', () => this.body);
    if (body === undefined) return undefined;
    this.#interpretations++;
    return program.interpret(body.fn, args);
  }

  get #hasBody(): boolean {
    return this.#body !== undefined && this.#epoch === this.#program.epoch;
  }

  #lower(): Lowered {
    return this.#program.lower(this.ast);
  }
}

/** Records the calls of a module before optimization can remove any. */
export function referToCallees(
  module: IRModule,
  responsibility?: MaterializationResponsibility,
): void {
  if (responsibility === undefined) return;
  for (const [name, arity] of externalsOf(module)) responsibility.refersTo(name, arity);
}

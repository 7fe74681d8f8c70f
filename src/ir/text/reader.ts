/**
 * Reads IR from text: the printer's output, and variations that LLVM's tools print or people write:
 * comments, attributes that change nothing, any names or numbers for values and blocks, constants
 * in any notation.
 *
 * Unlike LLVM, the reader does not require declarations of the functions that a module calls.
 */
import { SourceFile, type Span } from '../../source/index.ts';
import type { IRFunction, IRModule } from '../ir.ts';
import { type FunctionType, functionOfDoubles } from '../types.ts';
import { checkType, fail } from './errors.ts';
import { FunctionReader } from './function-reader.ts';
import { Lexer, type Token } from './lexer.ts';
import { opcodesOfIntrinsics, reservedPrefix, typeOfIntrinsic } from './names.ts';
import type { Places } from './places.ts';

/**
 * Reads a module. `name` is the file name in diagnostics. Places of functions go into `places`.
 *
 * It leaves rules of control flow to the verifier, such as dominance and a phi's predecessors.
 * Throws `DiagnosticError` with one diagnostic for text outside of the subset, undefined or
 * redefined names, wrong types, or a function with different types in two places. Cost: linear.
 *
 * @example
 * parseModule('define double @one() {\nentry:\n  ret double 1.0\n}');
 */
export function parseModule(text: string, name = '<ir>', places?: Places): IRModule {
  return new ModuleReader(new Lexer(new SourceFile(name, text)), places).read();
}

class ModuleReader {
  readonly #lexer: Lexer;
  readonly #functions: IRFunction[] = [];
  readonly #defined = new Set<string>();
  /** Types of functions, and the places of their first mentions. */
  readonly #types = new Map<string, { type: FunctionType; span: Span }>();

  readonly #places: Places | undefined;

  constructor(lexer: Lexer, places: Places | undefined) {
    this.#lexer = lexer;
    this.#places = places;
  }

  read(): IRModule {
    while (this.#lexer.peeked.kind !== 'end') {
      if (this.#lexer.accept('declare')) this.#declaration();
      else if (this.#lexer.accept('define')) this.#definition();
      else throw this.#lexer.unexpected("'define' or 'declare'");
    }
    return { functions: this.#functions };
  }

  #declaration(): void {
    const { token, parameters } = this.#signature();
    const intrinsic = opcodesOfIntrinsics.get(nameOf(token));
    if (intrinsic !== undefined) {
      checkType(token, functionOfDoubles(parameters.length), typeOfIntrinsic(intrinsic));
    } else {
      this.#learnType(token, functionOfDoubles(parameters.length));
    }
  }

  #definition(): void {
    const { token, parameters } = this.#signature();
    const name = nameOf(token);
    if (this.#defined.has(name)) throw fail(token.span, `${token.text} is defined twice`);
    if (name.startsWith(reservedPrefix)) throw fail(token.span, `${token.text} is reserved`);
    this.#defined.add(name);
    this.#learnType(token, functionOfDoubles(parameters.length));
    const reader = new FunctionReader(this.#lexer, name, parameters, (callee, type) =>
      this.#learnType(callee, type),
    );
    this.#functions.push(reader.read());
    this.#places?.set(name, { span: token.span, ...reader.places });
  }

  /** Reads `double @f(double %x, …)` and attributes around it. */
  #signature(): { token: Token; parameters: (Token | undefined)[] } {
    this.#lexer.skipAttributes();
    this.#lexer.expect('double');
    const token = this.#lexer.expectKind('global', 'a function name');
    const parameters = this.#lexer.list(() => this.#parameter());
    this.#lexer.skipAttributes();
    return { token, parameters };
  }

  #parameter(): Token | undefined {
    this.#lexer.expect('double');
    this.#lexer.skipAttributes();
    return this.#lexer.peeked.kind === 'local' ? this.#lexer.next() : undefined;
  }

  #learnType(token: Token, type: FunctionType): void {
    const name = nameOf(token);
    const known = this.#types.get(name);
    if (known === undefined) {
      if (name.startsWith(reservedPrefix)) throw fail(token.span, `unknown ${token.text}`);
      this.#types.set(name, { type, span: token.span });
    } else {
      checkType(token, type, known.type, known.span);
    }
  }
}

function nameOf(token: Token): string {
  return String(token.name);
}

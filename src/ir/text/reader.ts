/**
 * Text to IR: reads what the printer prints, and the variations of it that LLVM's tools print or
 * people write: comments, attributes that change nothing, values and blocks under names or numbers
 * of their own, constants in any notation.
 *
 * What a module calls need not be declared here, though LLVM wants it to be.
 */
import { DiagnosticError, error, note, SourceFile, type Span } from '../../source/index.ts';
import type { IRFunction, IRModule } from '../ir.ts';
import { opcodes } from '../opcodes.ts';
import { FunctionReader } from './function-reader.ts';
import { Lexer, type Token } from './lexer.ts';
import { opcodesOfIntrinsics, reservedPrefix } from './names.ts';

/**
 * Reads a module. `name` is the file name in diagnostics.
 *
 * It does not verify: a use that its definition does not dominate, or a phi that misses a
 * predecessor, is the verifier's to find. Throws `DiagnosticError` with one diagnostic: text that
 * is not in the subset, undefined or redefined names, wrong types, functions whose number of
 * parameters differs between places. Cost: linear.
 *
 * @example
 * parseModule('define double @one() {\nentry:\n  ret double 1.0\n}');
 */
export function parseModule(text: string, name = '<ir>'): IRModule {
  return new ModuleReader(new Lexer(new SourceFile(name, text))).read();
}

class ModuleReader {
  readonly #lexer: Lexer;
  readonly #functions: IRFunction[] = [];
  readonly #defined = new Set<string>();
  /** How many parameters a function has, and where that was said first. */
  readonly #signatures = new Map<string, { arity: number; span: Span }>();

  constructor(lexer: Lexer) {
    this.#lexer = lexer;
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
      const arity = opcodes[intrinsic].operands!.length; // intrinsics are pure: they have a list
      if (parameters.length !== arity) throw wrongArity(token, parameters.length, arity);
    } else {
      this.#checkArity(token, parameters.length);
    }
  }

  #definition(): void {
    const { token, parameters } = this.#signature();
    const name = nameOf(token);
    if (this.#defined.has(name)) throw fail(token.span, `${token.text} is defined twice`);
    if (name.startsWith(reservedPrefix)) throw fail(token.span, `${token.text} is reserved`);
    this.#defined.add(name);
    this.#checkArity(token, parameters.length);
    const reader = new FunctionReader(this.#lexer, name, parameters, (callee, arity) =>
      this.#checkArity(callee, arity),
    );
    this.#functions.push(reader.read());
  }

  /** `double @f(double %x, …)` and what may stand around it. */
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

  #checkArity(token: Token, arity: number): void {
    const name = nameOf(token);
    const known = this.#signatures.get(name);
    if (known === undefined) {
      if (name.startsWith(reservedPrefix)) throw fail(token.span, `unknown ${token.text}`);
      this.#signatures.set(name, { arity, span: token.span });
    } else if (known.arity !== arity) {
      throw wrongArity(token, arity, known.arity, known.span);
    }
  }
}

function nameOf(token: Token): string {
  return String(token.name);
}

function wrongArity(token: Token, arity: number, expected: number, other?: Span): DiagnosticError {
  const message = `${token.text} has arity ${expected}, not ${arity}`;
  return fail(token.span, message, other);
}

function fail(span: Span, message: string, elsewhere?: Span): DiagnosticError {
  const notes = elsewhere === undefined ? [] : [note(elsewhere, 'the other place')];
  return new DiagnosticError([error(span, message, notes)]);
}

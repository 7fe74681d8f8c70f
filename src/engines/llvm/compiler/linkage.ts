/**
 * Prints the IR with its links to the executor. The functions stay the same except for their
 * linkage; each function that they call elsewhere becomes a small one that is always inlined:
 *
 *     call double @g(double %x)    ──▶    %cell = the table's slot for g
 *                                         %code = load from the cell
 *                                         call double %code(ptr nest %cell, double %x)
 *
 * `nest` passes the cell in a register that compiled functions leave alone: compiled code ignores
 * it, and the entry of a lazy function reads there which function was called.
 *
 * Functions in the text have numbered names, so that no name of a program can clash with one of
 * LLVM's, of the C library that generated code may call, or of the executor.
 */
import { type IRModule, printFunctionType } from '../../../ir/index.ts';
import type { SymbolSignature } from '../../../orc/index.ts';
import { TableField, UNLINKED_TABLE } from './object.ts';
import { plainText } from './plain-text.ts';

/** From this version on pointers have no element type. */
const FIRST_WITH_OPAQUE_POINTERS = 15;

/** How a version spells a pointer to `type`. */
export function pointerSpelling(version: number): (type: string) => string {
  return version < FIRST_WITH_OPAQUE_POINTERS ? (type) => `${type}*` : () => 'ptr';
}

/** The name in the text for the definition with this index. */
export function definitionName(index: number): string {
  return `kaleidoscope.definition.${index}`;
}

/** The name in the text for the function that forwards to a reference. */
function referenceName(index: number): string {
  return `kaleidoscope.reference.${index}`;
}

/** The text of a module whose calls of `references` go through cells. */
export function linkableText(
  module: IRModule,
  references: readonly SymbolSignature[],
  version: number,
): string {
  const names = new Map([
    ...references.map(({ name }, index) => [name, referenceName(index)] as const),
    ...module.functions.map(({ name }, index) => [name, definitionName(index)] as const),
  ]);
  const nameOf = (name: string) => names.get(name)!; // every callee is defined or referred to
  const text = plainText(module, version, {
    nameOf,
    isInternal: () => true,
    definitionAttributes: ['nounwind'],
    declaresExternals: false,
    // All self-calls that should become loops are loops already. The others never return, and as
    // loops they would not even overflow the stack.
    keepsOwnFrames: true,
  });
  return text + new LinkageWriter(module.functions, references, pointerSpelling(version)).write();
}

class LinkageWriter {
  readonly #definitions: readonly SymbolSignature[];
  readonly #references: readonly SymbolSignature[];
  readonly #pointerTo: (type: string) => string;
  readonly #byte: string;
  readonly #table: string;

  constructor(
    definitions: readonly SymbolSignature[],
    references: readonly SymbolSignature[],
    pointerTo: (type: string) => string,
  ) {
    this.#definitions = definitions;
    this.#references = references;
    this.#pointerTo = pointerTo;
    this.#byte = pointerTo('i8');
    const words = (count: number) => `[${count} x ${this.#byte}]`;
    const entries = definitions.map((definition) => this.#entryType(definition)).join(', ');
    this.#table = `{ ${[
      pointerTo('i64'),
      pointerTo('void ()'),
      words(definitions.length),
      `{ ${entries} }`,
      words(references.length),
    ].join(', ')} }`;
  }

  write(): string {
    const forwarders = this.#references.map((reference, index) =>
      this.#forwarder(reference, index),
    );
    return `\n${this.#tableDefinition()}${forwarders.join('')}\n!0 = !{}\n`;
  }

  #tableDefinition(): string {
    const byte = this.#byte;
    const definitions = this.#definitions.map(
      (definition, index) =>
        `${byte} bitcast (${this.#pointerTo(printFunctionType(definition.type))} @${definitionName(index)} to ${byte})`,
    );
    const entries = this.#definitions.map((definition) => `${this.#entryType(definition)} null`);
    const initial = [
      `${this.#pointerTo('i64')} null`,
      `${this.#pointerTo('void ()')} null`,
      `[${definitions.length} x ${byte}] [${definitions.join(', ')}]`,
      `{ ${this.#definitions.map((definition) => this.#entryType(definition)).join(', ')} } { ${entries.join(', ')} }`,
      `[${this.#references.length} x ${byte}] zeroinitializer`,
    ];
    return `@${UNLINKED_TABLE} = dso_local global ${this.#table} { ${initial.join(', ')} }\n`;
  }

  /** The type of the entry that a function jumps to with its own address and arguments. */
  #entryType({ type }: SymbolSignature): string {
    const own = this.#pointerTo(this.#byte);
    return this.#pointerTo(`${type.result} (${[own, ...type.parameters].join(', ')})`);
  }

  #forwarder(reference: SymbolSignature, index: number): string {
    const byte = this.#byte;
    const cellType = this.#pointerTo(byte);
    const { type: own } = reference;
    const parameters = own.parameters.map((type, i) => `${type} %${i}`);
    const type = `${own.result} (${[`${byte} nest`, ...own.parameters].join(', ')})`;
    const code = this.#pointerTo(type.replace(' nest', ''));
    const field = `i32 0, i32 ${TableField.cells}, i32 ${index}`;
    return `
define internal double @${referenceName(index)}(${parameters.join(', ')}) alwaysinline nounwind {
  %slot = getelementptr ${this.#table}, ${this.#pointerTo(this.#table)} @${UNLINKED_TABLE}, ${field}
  %cell = load ${byte}, ${cellType} %slot, !invariant.load !0
  %place = bitcast ${byte} %cell to ${this.#pointerTo(code)}
  %code = load ${code}, ${this.#pointerTo(code)} %place
  %result = call double %code(${[`${byte} nest %cell`, ...parameters].join(', ')})
  ret double %result
}
`;
  }
}

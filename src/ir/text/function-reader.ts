/**
 * Reads the body of one function. A name may be used before its definition, so the reader notes
 * mentions of unknown names and resolves them at the closing brace.
 */
import type { Span } from '../../source/index.ts';
import { addCall, markTailCall } from '../calls.ts';
import { ConstantPool } from '../constants.ts';
import { addComparison, addPure } from '../instructions.ts';
import {
  addValue,
  type Block,
  type Constant,
  type IRFunction,
  instructionOf,
  newFunction,
  type Value,
} from '../ir.ts';
import {
  opcodes,
  type PlainOpcode,
  type Predicate,
  type PureOpcode,
  predicates,
} from '../opcodes.ts';
import { addPhi } from '../phis.ts';
import { type FunctionType, functionOfDoubles, type Type, types } from '../types.ts';
import { checkType, fail } from './errors.ts';
import { doubleFromHexBits } from './format.ts';
import type { Lexer, Token } from './lexer.ts';
import { opcodesOfIntrinsics, quoteName, typeOfIntrinsic } from './names.ts';
import type { FunctionPlaces } from './places.ts';

/** The value or block that a local name means (LLVM has one namespace), and its definition. */
type Local = ({ kind: 'value'; value: Value } | { kind: 'block'; block: Block }) & {
  readonly at: Token | undefined;
};

/** An entry in a list of operands or blocks, to be filled in with the value or block of a name. */
interface Mention {
  readonly token: Token;
  /** The type that the value must have; `label` for a block. */
  readonly type: Type | 'label';
  readonly into: Value[] | Block[];
  readonly at: number;
}

export class FunctionReader {
  readonly #lexer: Lexer;
  readonly #fn: IRFunction;
  readonly #onCall: (callee: Token, type: FunctionType) => void;
  readonly #locals = new Map<string | number, Local>();
  readonly #mentions: Mention[] = [];
  readonly #constants: ConstantPool;
  #nextNumber = 0;

  /** `parameters`: their names, if any. `onCall`: told of each call except of intrinsics. */
  constructor(
    lexer: Lexer,
    name: string,
    parameters: readonly (Token | undefined)[],
    onCall: (callee: Token, type: FunctionType) => void,
  ) {
    this.#lexer = lexer;
    this.#onCall = onCall;
    this.#fn = newFunction(name, parameters.map(ownName));
    this.#constants = new ConstantPool(this.#fn);
    parameters.forEach((token, position) => {
      this.#define(token, { kind: 'value', value: position as Value, at: token });
    });
  }

  /** Reads from `{` to `}`. Throws `DiagnosticError`. */
  read(): IRFunction {
    this.#lexer.expect('{');
    do this.#block();
    while (!this.#lexer.accept('}'));
    for (const mention of this.#mentions) this.#resolve(mention);
    return this.#fn;
  }

  /** Names of values and blocks in the text read so far, and places of their definitions. */
  get places(): Omit<FunctionPlaces, 'span'> {
    const values: (string | undefined)[] = this.#fn.values.map(() => undefined);
    const blocks: string[] = this.#fn.blocks.map(() => '');
    const locals = new Map<string, Span>();
    for (const [name, local] of this.#locals) {
      const text = typeof name === 'number' ? String(name) : quoteName(name);
      if (local.kind === 'value') values[local.value] = `%${text}`;
      else blocks[local.block] = text;
      if (local.at !== undefined) locals.set(`%${text}`, local.at.span);
    }
    return { names: { values, blocks }, locals };
  }

  #block(): void {
    const label = this.#lexer.peeked.kind === 'label' ? this.#lexer.next() : undefined;
    const block = this.#fn.blocks.length as Block;
    this.#define(label, { kind: 'block', block, at: label });
    const instructions: Value[] = [];
    this.#fn.blocks.push({ label: ownName(label), instructions });
    let value: Value;
    do {
      value = this.#statement();
      instructions.push(value);
    } while (opcodes[instructionOf(this.#fn, value).op].kind !== 'terminator');
  }

  /** Reads `%x = instruction`, or a terminator. */
  #statement(): Value {
    const name = this.#lexer.peeked.kind === 'local' ? this.#lexer.next() : undefined;
    if (name !== undefined) this.#lexer.expect('=');
    const isTail = this.#lexer.accept('tail');
    const word = this.#lexer.expectKind('word', 'an instruction');
    const value = this.#instruction(word);
    const instruction = instructionOf(this.#fn, value);
    if (isTail && instruction.op === 'call') markTailCall(instruction);
    if (opcodes[instruction.op].result !== undefined) {
      this.#define(name, { kind: 'value', value, at: name ?? word });
    } else if (name !== undefined) {
      throw fail(name.span, `'${word.text}' has no result to name`);
    }
    return value;
  }

  #instruction(word: Token): Value {
    switch (word.text) {
      case 'br':
        return this.#branch();
      case 'call':
        return this.#call();
      case 'phi':
        return this.#phi();
      case 'ret':
        return this.#return();
      case 'select':
        return this.#select();
      case 'fcmp': {
        const predicate = this.#predicate();
        return addComparison(this.#fn, predicate, this.#uniform('fcmp'));
      }
      default:
        return this.#pure(word);
    }
  }

  #return(): Value {
    const operands: Value[] = [];
    this.#lexer.expect('double');
    this.#operand('double', operands);
    return addValue(this.#fn, 'ret', 'double', operands); // later text may fill the operand in
  }

  /** Reads the rest of an instruction whose operands are in the opcode table. */
  #pure(word: Token): Value {
    const op = word.text as Exclude<PlainOpcode, 'select'>; // checked next: it may be any word
    const info = Object.hasOwn(opcodes, op) ? opcodes[op] : undefined;
    if (info?.kind !== 'pure' || info.form === 'intrinsic') {
      throw fail(word.span, `unknown instruction '${word.text}'`);
    }
    const operands = this.#uniform(op);
    const result = info.result as Type; // only `select` has none in the table
    if (info.form === 'conversion') {
      this.#lexer.expect('to');
      this.#lexer.expect(result);
    }
    return addPure(this.#fn, op, result, operands);
  }

  /** Reads operands that share the type written before the first one. */
  #uniform(op: Exclude<PureOpcode, 'select'>): Value[] {
    const { length, 0: type } = opcodes[op].operands as readonly Type[]; // a pure opcode has a list
    const operands: Value[] = [];
    this.#lexer.expect(type!);
    for (let at = 0; at < length; at++) {
      if (at > 0) this.#lexer.expect(',');
      this.#operand(type!, operands);
    }
    return operands;
  }

  #predicate(): Predicate {
    const { text } = this.#lexer.peeked;
    const predicate = predicates.find((candidate) => candidate === text);
    if (predicate === undefined) throw this.#lexer.unexpected('a predicate of fcmp');
    this.#lexer.next();
    return predicate;
  }

  #select(): Value {
    const operands: Value[] = [];
    this.#lexer.expect('i1');
    this.#operand('i1', operands);
    this.#lexer.expect(',');
    const type = this.#type();
    this.#operand(type, operands);
    this.#lexer.expect(',');
    this.#lexer.expect(type);
    this.#operand(type, operands);
    return addPure(this.#fn, 'select', type, operands);
  }

  #phi(): Value {
    const type = this.#type();
    const operands: Value[] = [];
    const blocks: Block[] = [];
    do {
      this.#lexer.expect('[');
      this.#operand(type, operands);
      this.#lexer.expect(',');
      this.#label(blocks);
      this.#lexer.expect(']');
    } while (this.#lexer.accept(','));
    return addPhi(this.#fn, type, operands, blocks);
  }

  #call(): Value {
    this.#lexer.skipAttributes();
    this.#lexer.expect('double');
    const callee = this.#lexer.expectKind('global', 'a function name');
    const operands: Value[] = [];
    const { length } = this.#lexer.list(() => {
      this.#lexer.expect('double');
      this.#lexer.skipAttributes();
      this.#operand('double', operands);
    });
    this.#lexer.skipAttributes();
    const name = String(callee.name);
    const type = functionOfDoubles(length);
    const intrinsic = opcodesOfIntrinsics.get(name);
    if (intrinsic === undefined) {
      this.#onCall(callee, type);
      return addCall(this.#fn, name, operands);
    }
    checkType(callee, type, typeOfIntrinsic(intrinsic));
    return addPure(this.#fn, intrinsic, 'double', operands);
  }

  #branch(): Value {
    const operands: Value[] = [];
    const blocks: Block[] = [];
    if (this.#lexer.accept('i1')) {
      this.#operand('i1', operands);
      this.#lexer.expect(',');
      this.#lexer.expect('label');
      this.#label(blocks);
      this.#lexer.expect(',');
    }
    this.#lexer.expect('label');
    this.#label(blocks);
    const op = blocks.length === 1 ? 'br' : 'condbr';
    return addValue(this.#fn, op, 'double', operands, blocks); // later text may fill these in
  }

  #type(): Type {
    const found = types.find((type) => this.#lexer.accept(type));
    if (found === undefined) throw this.#lexer.unexpected("'double'");
    return found;
  }

  /** Reads a constant or a local name without its type, and appends it to `into`. */
  #operand(type: Type, into: Value[]): void {
    const token = this.#lexer.next();
    if (token.kind === 'local') {
      this.#mention({ token, type, into, at: into.length });
      return;
    }
    const constant = constantIn(token, type);
    if (constant === undefined) {
      throw fail(token.span, `expected a value of type ${type}, found '${token.text}'`);
    }
    into.push(this.#constants.add(constant));
  }

  #label(into: Block[]): void {
    const token = this.#lexer.expectKind('local', 'a label');
    this.#mention({ token, type: 'label', into, at: into.length });
  }

  /** Defines a name. Without one, the next number is the name, as in LLVM; numbers only grow. */
  #define(token: Token | undefined, local: Local): void {
    const name = token?.name ?? this.#nextNumber;
    if (typeof name === 'number') {
      if (token !== undefined && name < this.#nextNumber) {
        throw fail(token.span, `expected a number from ${this.#nextNumber} on`);
      }
      this.#nextNumber = name + 1;
    }
    if (token !== undefined && this.#locals.has(name)) {
      throw fail(token.span, `'${token.text}' is defined twice`);
    }
    this.#locals.set(name, local);
  }

  /** Fills in a known name, or leaves an unknown one for the end of the function. */
  #mention(mention: Mention): void {
    const { token, into, at } = mention;
    if (this.#locals.has(token.name)) {
      this.#resolve(mention);
    } else {
      this.#mentions.push(mention);
      into[at] = 0 as Value & Block;
    }
  }

  #resolve({ token, type, into, at }: Mention): void {
    const local = this.#locals.get(token.name);
    if (local === undefined) throw fail(token.span, `${token.text} is not defined`);
    const found = local.kind === 'block' ? 'label' : instructionOf(this.#fn, local.value).type;
    if (found !== type) throw fail(token.span, `${token.text} has type ${found}, not ${type}`);
    into[at] = local.kind === 'block' ? local.block : local.value;
  }
}

/** The name in a token; '' for a number, and without a token. */
function ownName(token: Token | undefined): string {
  return typeof token?.name === 'string' ? token.name : '';
}

/** Reads a token as a constant of a type; undefined if it is none. */
function constantIn(token: Token, type: Type): Constant | undefined {
  switch (type) {
    case 'double':
      return token.kind === 'number' ? { type, value: doubleOf(token) } : undefined;
    case 'i1':
      if (token.text !== 'true' && token.text !== 'false') return undefined;
      return { type, value: token.text === 'true' };
  }
}

/** The value of a `number` token: hexadecimal digits are bits. */
function doubleOf(token: Token): number {
  const { text } = token;
  if (/^0x[0-9a-fA-F]{1,16}$/.test(text)) return doubleFromHexBits(text.slice(2));
  if (!text.startsWith('0x') && text.includes('.')) return Number(text);
  throw fail(token.span, `'${text}' is not a double; write 1.0 or 0x3FF0000000000000`);
}

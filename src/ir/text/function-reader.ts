/**
 * Reads the body of one function. Operands and targets may be named before they are defined, so
 * mentions of names that are not known yet are noted, and resolved at the closing brace.
 */
import type { Span } from '../../source/index.ts';
import { add } from '../builder.ts';
import { type Block, type IRFunction, instructionOf, type Value } from '../ir.ts';
import { type Opcode, type OpcodeInfo, opcodes, type Predicate, predicates } from '../opcodes.ts';
import { type FunctionType, functionOfDoubles, type Type } from '../types.ts';
import { checkType, fail } from './errors.ts';
import { doubleFromHexBits } from './format.ts';
import type { Lexer, Token } from './lexer.ts';
import { opcodesOfIntrinsics, quoteName, typeOfIntrinsic } from './names.ts';
import type { FunctionPlaces } from './places.ts';

/** A local name: LLVM has one namespace for values and blocks. `at` is where it is defined. */
type Local = ({ kind: 'value'; value: Value } | { kind: 'block'; block: Block }) & {
  readonly at: Token | undefined;
};

/** A place in a list of operands or blocks that a local name is to be filled into. */
interface Mention {
  readonly token: Token;
  /** The type wanted of a value; `label` for a block. */
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
  readonly #constants = new Map<string, Value>();
  #nextNumber = 0;

  /** `parameters`: their names, if they have any. `onCall` hears of every call that is not an intrinsic. */
  constructor(
    lexer: Lexer,
    name: string,
    parameters: readonly (Token | undefined)[],
    onCall: (callee: Token, type: FunctionType) => void,
  ) {
    this.#lexer = lexer;
    this.#onCall = onCall;
    this.#fn = { name, type: functionOfDoubles(parameters.length), values: [], blocks: [] };
    parameters.forEach((token, position) => {
      const own = typeof token?.name === 'string' ? token.name : '';
      const value = add(this.#fn, 'param', 'double', [], [], position, own);
      this.#define(token, { kind: 'value', value, at: token });
    });
  }

  /** From `{` to `}`. Throws `DiagnosticError`. */
  read(): IRFunction {
    this.#lexer.expect('{');
    do this.#block();
    while (!this.#lexer.accept('}'));
    for (const mention of this.#mentions) this.#resolve(mention);
    return this.#fn;
  }

  /** What the text calls values and blocks, and where it defines them. For what has been read. */
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
    const own = typeof label?.name === 'string' ? label.name : '';
    this.#fn.blocks.push({ label: own, instructions });
    let value: Value;
    do {
      value = this.#statement();
      instructions.push(value);
    } while (opcodes[instructionOf(this.#fn, value).op].kind !== 'terminator');
  }

  /** `%x = instruction`, or a terminator. */
  #statement(): Value {
    const name = this.#lexer.peeked.kind === 'local' ? this.#lexer.next() : undefined;
    if (name !== undefined) this.#lexer.expect('=');
    const isTail = this.#lexer.accept('tail');
    const word = this.#lexer.expectKind('word', 'an instruction');
    const value = this.#instruction(word);
    const instruction = instructionOf(this.#fn, value);
    if (isTail && instruction.op === 'call') instruction.number = 1;
    if (opcodes[instructionOf(this.#fn, value).op].result !== undefined) {
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
        this.#lexer.expect('double');
        return this.#make('ret', 'double', (into) => this.#operand('double', into));
      case 'select':
        return this.#select();
      case 'uitofp': {
        this.#lexer.expect('i1');
        const value = this.#make('uitofp', 'double', (into) => this.#operand('i1', into));
        this.#lexer.expect('to');
        this.#lexer.expect('double');
        return value;
      }
      case 'fcmp': {
        const predicate = this.#predicate();
        return this.#uniform('fcmp', opcodes.fcmp, predicate);
      }
      default: {
        const op = word.text as Opcode; // or anything: the table says
        const info = Object.hasOwn(opcodes, op) ? opcodes[op] : undefined;
        if (info?.kind !== 'pure' || info.form !== 'instruction') {
          throw fail(word.span, `unknown instruction '${word.text}'`);
        }
        return this.#uniform(op, info);
      }
    }
  }

  /** Operands that share the type written before the first one. */
  #uniform(op: Opcode, { operands, result }: OpcodeInfo, predicate: Predicate | '' = ''): Value {
    const type = operands![0] as Type; // of `select` alone the first is not the type of all
    this.#lexer.expect(type);
    return this.#make(
      op,
      result as Type,
      (into) => {
        for (let at = 0; at < operands!.length; at++) {
          if (at > 0) this.#lexer.expect(',');
          this.#operand(type, into);
        }
      },
      predicate,
    );
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
    return add(this.#fn, 'select', type, operands, [], 0, '');
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
    return add(this.#fn, 'phi', type, operands, blocks, 0, '');
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
      return add(this.#fn, 'call', 'double', operands, [], 0, name);
    }
    checkType(callee, type, typeOfIntrinsic(intrinsic));
    return add(this.#fn, intrinsic, 'double', operands, [], 0, '');
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
    return add(this.#fn, blocks.length === 1 ? 'br' : 'condbr', 'double', operands, blocks, 0, '');
  }

  #make(op: Opcode, type: Type, fill: (into: Value[]) => void, name = ''): Value {
    const operands: Value[] = [];
    fill(operands);
    return add(this.#fn, op, type, operands, [], 0, name);
  }

  #type(): Type {
    if (this.#lexer.accept('i1')) return 'i1';
    this.#lexer.expect('double');
    return 'double';
  }

  /** A constant or a local name, without its type, to the end of `into`. */
  #operand(type: Type, into: Value[]): void {
    const token = this.#lexer.next();
    if (token.kind === 'local') {
      this.#mention({ token, type, into, at: into.length });
    } else if (type === 'double' && token.kind === 'number') {
      into.push(this.#constant(type, doubleOf(token)));
    } else if (type === 'i1' && (token.text === 'true' || token.text === 'false')) {
      into.push(this.#constant(type, token.text === 'true' ? 1 : 0));
    } else {
      throw fail(token.span, `expected a value of type ${type}, found '${token.text}'`);
    }
  }

  #label(into: Block[]): void {
    const token = this.#lexer.expectKind('local', 'a label');
    this.#mention({ token, type: 'label', into, at: into.length });
  }

  #constant(type: Type, number: number): Value {
    const key = `${type} ${Object.is(number, -0) ? '-0' : number}`;
    let value = this.#constants.get(key);
    if (value === undefined) {
      value = add(this.#fn, 'const', type, [], [], number, '');
      this.#constants.set(key, value);
    }
    return value;
  }

  /** Enters a name. What has none takes the next number, as in LLVM; numbers only grow. */
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

  /** Fills in a name that is known already, and leaves the others for the end of the function. */
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

/** The value of a `number` token: hexadecimal digits are bits. */
function doubleOf(token: Token): number {
  const { text } = token;
  if (/^0x[0-9a-fA-F]{1,16}$/.test(text)) return doubleFromHexBits(text.slice(2));
  if (!text.startsWith('0x') && text.includes('.')) return Number(text);
  throw fail(token.span, `'${text}' is not a double; write 1.0 or 0x3FF0000000000000`);
}

/** What the rules of `simplify` read and write the function through. */
import {
  add,
  type Instruction,
  type IRFunction,
  instructionOf,
  type Opcode,
  type Type,
  type Value,
} from '../../ir/index.ts';
import { oppositeOf } from './predicates.ts';

export class Rewriter {
  readonly fn: IRFunction;
  /** Whether the instruction at hand was given another form, which other rules may apply to. */
  rewritten = false;
  /** New instructions that go before the one at hand. */
  readonly inserted: Value[] = [];
  /** For each value, what stands in its place, or -1. */
  readonly #replacements: number[];

  constructor(fn: IRFunction) {
    this.fn = fn;
    this.#replacements = new Array<number>(fn.values.length).fill(-1);
  }

  /** Has `to` stand in the place of `from` from now on. */
  replace(from: Value, to: Value): void {
    this.#replacements[from] = to;
  }

  /** What stands in the place of `value` now. */
  resolve(value: Value): Value {
    let result: number = value;
    for (let next = this.#replacements[result]!; next >= 0; next = this.#replacements[result]!) {
      result = next;
    }
    return result as Value;
  }

  at(value: Value): Instruction {
    return instructionOf(this.fn, value);
  }

  constant(value: number): Value {
    return this.#add('const', 'double', [], value, '');
  }

  truth(value: boolean): Value {
    return this.#add('const', 'i1', [], value ? 1 : 0, '');
  }

  /** A new instruction before the one at hand. */
  insert(op: Opcode, type: Type, operands: Value[], name = ''): Value {
    const value = this.#add(op, type, operands, 0, name);
    this.inserted.push(value);
    return value;
  }

  /** A new phi, which is in no block yet. */
  phi(type: Type, operands: Value[], blocks: Instruction['blocks']): Value {
    const value = this.#add('phi', type, operands, 0, '');
    this.at(value).blocks = blocks;
    return value;
  }

  /** Gives an instruction another form; its uses stay. Gives `value` back. */
  become(value: Value, op: Opcode, operands: Value[], name = ''): Value {
    const instruction = this.at(value);
    instruction.op = op;
    instruction.operands = operands;
    instruction.name = name;
    this.rewritten = true;
    return value;
  }

  /** The opposite of a truth, before the instruction at hand. */
  not(value: Value): Value {
    const instruction = this.at(value);
    const inner = this.negated(instruction);
    if (inner !== undefined) return inner;
    if (instruction.op === 'fcmp') {
      return this.insert('fcmp', 'i1', [...instruction.operands], oppositeOf(instruction));
    }
    return this.insert('xor', 'i1', [value, this.truth(true)]);
  }

  /** The x of `xor x, true`. */
  negated({ op, operands }: Instruction): Value | undefined {
    if (op !== 'xor') return undefined;
    return isConstant(this.at(operands[1]!), 1) ? operands[0] : undefined;
  }

  #add(op: Opcode, type: Type, operands: Value[], number: number, name: string): Value {
    this.#replacements.push(-1);
    return add(this.fn, op, type, operands, [], number, name);
  }
}

/** Whether an instruction is the double constant `number`, to the bit. */
export function isConstant({ op, number }: Instruction, wanted: number): boolean {
  return op === 'const' && Object.is(number, wanted);
}

/** Whether two values are the same, or constants of the same bits. */
export function isSame(fn: IRFunction, a: Value, b: Value): boolean {
  if (a === b) return true;
  const first = instructionOf(fn, a);
  if (first.op !== 'const') return false;
  const second = instructionOf(fn, b);
  return (
    second.op === 'const' && first.type === second.type && Object.is(first.number, second.number)
  );
}

/**
 * The truth that `value` is as a number: `b` for `uitofp b`, a new constant for 0 and 1. Nothing
 * for other numbers; ask `isTruth` first where a constant would be made in vain.
 */
export function truthOf(rewriter: Rewriter, value: Value): Value {
  const { op, operands, number } = rewriter.at(value);
  return op === 'uitofp' ? operands[0]! : rewriter.truth(number === 1);
}

/** Whether a value is `uitofp` of something, or one of its two results. */
export function isTruth({ op, number }: Instruction): boolean {
  return op === 'uitofp' || (op === 'const' && (number === 1 || Object.is(number, 0)));
}

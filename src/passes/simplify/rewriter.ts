/** What the rules of `simplify` read and write the function through. */
import {
  addComparison,
  addConstant,
  addPhi,
  addPure,
  type Constant,
  constantDouble,
  constantTruth,
  type Instruction,
  type IRFunction,
  instructionOf,
  type PlainOpcode,
  type Predicate,
  type Type,
  turnInto,
  turnIntoComparison,
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

  /** Replaces `from` by `to` from now on. */
  replace(from: Value, to: Value): void {
    this.#replacements[from] = to;
  }

  /** What replaces `value` now. */
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

  /** The double that a value is, if it is a constant one. */
  doubleAt(value: Value): number | undefined {
    return constantDouble(this.fn, value);
  }

  /** The truth that a value is, if it is a constant one. */
  truthAt(value: Value): boolean | undefined {
    return constantTruth(this.fn, value);
  }

  constant(constant: Constant): Value {
    return this.#added(addConstant(this.fn, constant));
  }

  double(value: number): Value {
    return this.constant({ type: 'double', value });
  }

  truth(value: boolean): Value {
    return this.constant({ type: 'i1', value });
  }

  /** A new instruction before the one at hand. */
  insert(op: PlainOpcode, type: Type, operands: Value[]): Value {
    return this.#inserted(addPure(this.fn, op, type, operands));
  }

  /** A new phi, which is in no block yet. */
  phi(type: Type, blocks: Instruction['blocks']): Value {
    return this.#added(addPhi(this.fn, type, [], blocks));
  }

  /** Gives an instruction another form; its uses stay. Gives `value` back. */
  become(value: Value, op: PlainOpcode, operands: Value[]): Value {
    turnInto(this.at(value), op, operands);
    this.rewritten = true;
    return value;
  }

  /** The same for a comparison. */
  becomeComparison(value: Value, predicate: Predicate, operands: Value[]): Value {
    turnIntoComparison(this.at(value), predicate, operands);
    this.rewritten = true;
    return value;
  }

  /** The opposite of a truth, before the instruction at hand. */
  not(value: Value): Value {
    const instruction = this.at(value);
    const inner = this.negated(instruction);
    if (inner !== undefined) return inner;
    if (instruction.op === 'fcmp') {
      const opposite = addComparison(this.fn, oppositeOf(instruction), [...instruction.operands]);
      return this.#inserted(opposite);
    }
    return this.insert('xor', 'i1', [value, this.truth(true)]);
  }

  /** The x of `xor x, true`. */
  negated({ op, operands }: Instruction): Value | undefined {
    if (op !== 'xor') return undefined;
    return this.truthAt(operands[1]!) === true ? operands[0] : undefined;
  }

  #inserted(value: Value): Value {
    this.inserted.push(value);
    return this.#added(value);
  }

  #added(value: Value): Value {
    this.#replacements.push(-1);
    return value;
  }
}

/**
 * The truth that `value` is as a number: `b` for `uitofp b`, a new constant for 0 and 1. Nothing
 * for other numbers; ask `isTruth` first where a constant would be made in vain.
 */
export function truthOf(rewriter: Rewriter, value: Value): Value {
  const { op, operands } = rewriter.at(value);
  return op === 'uitofp' ? operands[0]! : rewriter.truth(rewriter.doubleAt(value) === 1);
}

/** Whether a value is `uitofp` of something, or one of its two results. */
export function isTruth(fn: IRFunction, value: Value): boolean {
  if (instructionOf(fn, value).op === 'uitofp') return true;
  const number = constantDouble(fn, value);
  return number === 1 || Object.is(number, 0);
}

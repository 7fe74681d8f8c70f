/** The access of the rules of `simplify` to the function. */
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
  /** Whether a rule changed the instruction at hand, so that other rules may match. */
  rewritten = false;
  /** New instructions to insert before the one at hand. */
  readonly inserted: Value[] = [];
  /** For each value, its replacement, or -1. */
  readonly #replacements: number[];

  constructor(fn: IRFunction) {
    this.fn = fn;
    this.#replacements = new Array<number>(fn.values.length).fill(-1);
  }

  /** Notes that `to` replaces `from`. */
  replace(from: Value, to: Value): void {
    this.#replacements[from] = to;
  }

  /** The final replacement of `value`, or `value` itself. */
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

  /** The value of a constant double; undefined for other values. */
  doubleAt(value: Value): number | undefined {
    return constantDouble(this.fn, value);
  }

  /** The value of a constant truth; undefined for other values. */
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

  /** Inserts an instruction before the one at hand. */
  insert(op: PlainOpcode, type: Type, operands: Value[]): Value {
    return this.#inserted(addPure(this.fn, op, type, operands));
  }

  /** Adds a phi, which is in no block yet. */
  phi(type: Type, blocks: Instruction['blocks']): Value {
    return this.#added(addPhi(this.fn, type, [], blocks));
  }

  /** Changes an instruction in place; its uses stay. Returns `value`. */
  become(value: Value, op: PlainOpcode, operands: Value[]): Value {
    turnInto(this.at(value), op, operands);
    this.rewritten = true;
    return value;
  }

  /** Changes an instruction into a comparison. Returns `value`. */
  becomeComparison(value: Value, predicate: Predicate, operands: Value[]): Value {
    turnIntoComparison(this.at(value), predicate, operands);
    this.rewritten = true;
    return value;
  }

  /** Returns the opposite of a truth, inserted before the instruction at hand if it is new. */
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
 * The truth that a number stands for: `b` for `uitofp b`, a new constant for 0 and 1. Call it only if
 * `isTruth` holds.
 */
export function truthOf(rewriter: Rewriter, value: Value): Value {
  const { op, operands } = rewriter.at(value);
  return op === 'uitofp' ? operands[0]! : rewriter.truth(rewriter.doubleAt(value) === 1);
}

/** Whether a value is a `uitofp`, or one of its two results, 0 and 1. */
export function isTruth(fn: IRFunction, value: Value): boolean {
  if (instructionOf(fn, value).op === 'uitofp') return true;
  const number = constantDouble(fn, value);
  return number === 1 || Object.is(number, 0);
}

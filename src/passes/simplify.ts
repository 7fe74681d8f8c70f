/**
 * Instruction combining: each instruction becomes the simplest one that gives the same bits, or a
 * value that exists already (compare LLVM's InstCombine and InstSimplify).
 *
 *     %1 = fcmp ult double %a, %b                       %1 = fcmp ult double %a, %b
 *     %2 = uitofp i1 %1 to double                 →     br i1 %1, label %then, label %else
 *     %3 = fcmp one double %2, 0.0
 *     br i1 %3, label %then, label %else
 *
 * Arithmetic is strict IEEE 754, so there are few identities; the rules, in `simplify/`, say for
 * each why it is exact. As in LLVM, which NaN an operation gives is open.
 *
 * Blocks are visited in reverse postorder: so operands are in their final form before their users
 * look at them, except for those of a loop's phis. If one of those changed, there is another
 * round. Linear in the size of the function, as the number of rounds is bounded.
 */
import { reversePostorder } from '../analysis/index.ts';
import {
  type Block,
  blockOf,
  constantFrom,
  constantOf,
  eachPhi,
  evaluate,
  type Instruction,
  type IRFunction,
  isSameValue,
  numberOf,
  type PureOpcode,
  predicateOf,
  type Value,
} from '../ir/index.ts';
import type { Steps } from '../source/index.ts';
import { BLOCKS_PER_STEP } from './context.ts';
import { simplifyArithmetic } from './simplify/arithmetic.ts';
import { simplifyComparison } from './simplify/comparisons.ts';
import { simplifyLogic, simplifySelect } from './simplify/logic.ts';
import { isTruth, Rewriter, truthOf } from './simplify/rewriter.ts';

const MAX_ROUNDS = 4;

/** Simplifies the instructions of `fn`; says whether any changed. */
export function* simplify(fn: IRFunction): Steps<boolean> {
  return yield* new Simplifier(fn).run();
}

class Simplifier {
  readonly #fn: IRFunction;
  readonly #rewriter: Rewriter;
  #changed = false;

  constructor(fn: IRFunction) {
    this.#fn = fn;
    this.#rewriter = new Rewriter(fn);
  }

  *run(): Steps<boolean> {
    const order = reversePostorder(this.#fn);
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const before = this.#changed;
      this.#changed = false;
      for (const [at, block] of order.entries()) {
        this.#visit(block);
        if ((at + 1) % BLOCKS_PER_STEP === 0) yield;
      }
      const stale = this.#changed && order.length > 1 && this.#resolvePhis(order);
      this.#changed ||= before;
      if (!stale) break;
    }
    return this.#changed;
  }

  #visit(block: Block): void {
    const rewriter = this.#rewriter;
    const { instructions } = blockOf(this.#fn, block);
    let out: Value[] | undefined; // what the block consists of from now on, once that differs
    let behindPhis: Value[] = none;
    for (let i = 0; i < instructions.length; i++) {
      const value = instructions[i]!;
      const instruction = rewriter.at(value);
      if (this.#changed) this.#resolveOperands(instruction);
      if (instruction.op === 'phi') {
        const result = this.#simplifyPhi(value, instruction);
        if (result === value) {
          out?.push(value);
          continue;
        }
        out ??= instructions.slice(0, i);
        this.#changed = true;
        if (rewriter.at(value).op === 'phi') {
          rewriter.replace(value, result);
        } else {
          out.push(result);
          behindPhis = [...behindPhis, value];
        }
        continue;
      }
      if (behindPhis.length > 0) {
        out!.push(...behindPhis);
        behindPhis = none;
      }
      const result = this.#simplify(value, instruction);
      if (rewriter.inserted.length > 0) {
        out ??= instructions.slice(0, i);
        out.push(...rewriter.inserted);
        rewriter.inserted.length = 0;
      }
      if (result === value) {
        out?.push(value);
      } else {
        out ??= instructions.slice(0, i);
        this.#changed = true;
        rewriter.replace(value, result);
      }
    }
    if (out !== undefined) blockOf(this.#fn, block).instructions = out;
  }

  /** Applies rules to an instruction that is no phi until none does. */
  #simplify(value: Value, instruction: Instruction): Value {
    const rewriter = this.#rewriter;
    for (;;) {
      rewriter.rewritten = false;
      const result = this.#applyRule(value, instruction);
      if (result !== value || !rewriter.rewritten) return result;
      this.#changed = true;
    }
  }

  #applyRule(value: Value, instruction: Instruction): Value {
    switch (instruction.op) {
      case 'call':
      case 'br':
      case 'ret':
        return value;
      case 'condbr':
        return this.#simplifyBranch(value, instruction);
      default: {
        const folded = this.#fold(value, instruction);
        if (folded !== value) return folded;
      }
    }
    switch (instruction.op) {
      case 'fcmp':
        return simplifyComparison(this.#rewriter, value, instruction);
      case 'and':
      case 'or':
      case 'xor':
        return simplifyLogic(this.#rewriter, value, instruction);
      case 'select':
        return simplifySelect(this.#rewriter, value, instruction);
      default:
        return simplifyArithmetic(this.#rewriter, value, instruction);
    }
  }

  /** The constant that an instruction of constants gives. */
  #fold(value: Value, instruction: Instruction): Value {
    const { op, operands, type } = instruction;
    const known: number[] = [];
    for (let i = 0; i < operands.length; i++) {
      const constant = constantOf(this.#fn, operands[i]!);
      if (constant === undefined) return value;
      known.push(numberOf(constant));
    }
    const [a, b, c] = known as [number, number?, number?]; // pure instructions have operands
    if (seesSignOfNaN(op, a, b)) return value;
    const result = evaluate(op as PureOpcode, predicateOf(instruction), a, b, c);
    return this.#rewriter.constant(constantFrom(type, result));
  }

  /** br not c, x, y → br c, y, x. Constant conditions are for `simplify-cfg`. */
  #simplifyBranch(value: Value, instruction: Instruction): Value {
    const condition = this.#rewriter.negated(this.#rewriter.at(instruction.operands[0]!));
    if (condition === undefined) return value;
    instruction.operands = [condition];
    instruction.blocks = [instruction.blocks[1]!, instruction.blocks[0]!];
    this.#rewriter.rewritten = true;
    return value;
  }

  /**
   * The one value that a phi takes, if it is one; or a phi of truths, of which `value` becomes the
   * number.
   */
  #simplifyPhi(value: Value, instruction: Instruction): Value {
    const { operands, blocks } = instruction;
    let only: Value | undefined;
    let truths = instruction.type === 'double';
    let conversions = 0;
    let isOne = true;
    for (let i = 0; i < operands.length; i++) {
      const operand = operands[i]!;
      if (operand === value) continue;
      if (only === undefined) only = operand;
      else if (isOne) isOne = isSameValue(this.#fn, only, operand);
      if (truths) {
        truths = isTruth(this.#fn, operand);
        if (this.#rewriter.at(operand).op === 'uitofp') conversions++;
      }
      if (!isOne && !truths) return value;
    }
    if (isOne) return only ?? value;
    if (!truths || conversions === 0) return value;
    const phi = this.#rewriter.phi('i1', blocks);
    this.#rewriter.at(phi).operands = operands.map((operand) =>
      operand === value ? phi : truthOf(this.#rewriter, operand),
    );
    this.#rewriter.become(value, 'uitofp', [phi]);
    return phi;
  }

  #resolveOperands({ operands }: Instruction): void {
    for (let i = 0; i < operands.length; i++) operands[i] = this.#rewriter.resolve(operands[i]!);
  }

  /** Brings operands that were visited after their phis up to date; says whether there were any. */
  #resolvePhis(order: readonly Block[]): boolean {
    let stale = false;
    for (const block of order) {
      eachPhi(this.#fn, block, ({ operands }) => {
        for (let i = 0; i < operands.length; i++) {
          const resolved = this.#rewriter.resolve(operands[i]!);
          if (resolved === operands[i]) continue;
          operands[i] = resolved;
          stale = true;
        }
      });
    }
    return stale;
  }
}

const none: Value[] = [];

/** Whether the result depends on the sign of a NaN, which a constant does not have. */
function seesSignOfNaN(op: Instruction['op'], a: number, b: number | undefined): boolean {
  if (op === 'copysign') return Number.isNaN(b);
  return op === 'fneg' && Number.isNaN(a);
}

/**
 * Instruction combining: replaces each instruction by a simpler one with the same bits, or by a
 * value that exists already (compare LLVM's InstCombine and InstSimplify).
 *
 *     %1 = fcmp ult double %a, %b                       %1 = fcmp ult double %a, %b
 *     %2 = uitofp i1 %1 to double                 →     br i1 %1, label %then, label %else
 *     %3 = fcmp one double %2, 0.0
 *     br i1 %3, label %then, label %else
 *
 * Arithmetic is strict IEEE 754, so there are few identities; each rule in `simplify/` says why it
 * is exact. As in LLVM, an operation may return any NaN.
 *
 * The pass visits blocks in reverse postorder, so that operands have their final form before their
 * users are visited. Only operands of a loop's phis can change later; then there is another round.
 * Linear in the size of the function, as the number of rounds is bounded.
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

/** Simplifies the instructions of `fn`; returns whether any changed. */
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
    let out: Value[] | undefined; // the new list of instructions, made for the first change
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

  /** Applies rules to an instruction other than a phi until none matches. */
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

  /** Returns the constant result of an instruction whose operands are constants, else `value`. */
  #fold(value: Value, instruction: Instruction): Value {
    const { op, operands, type } = instruction;
    const known: number[] = [];
    for (let i = 0; i < operands.length; i++) {
      const constant = constantOf(this.#fn, operands[i]!);
      if (constant === undefined) return value;
      known.push(numberOf(constant));
    }
    const [a, b, c] = known as [number, number?, number?]; // a pure instruction has an operand
    if (seesSignOfNaN(op, a, b)) return value;
    const result = evaluate(op as PureOpcode, predicateOf(instruction), a, b, c);
    return this.#rewriter.constant(constantFrom(type, result));
  }

  /** br not c, x, y → br c, y, x. `simplify-cfg` handles constant conditions. */
  #simplifyBranch(value: Value, instruction: Instruction): Value {
    const condition = this.#rewriter.negated(this.#rewriter.at(instruction.operands[0]!));
    if (condition === undefined) return value;
    instruction.operands = [condition];
    instruction.blocks = [instruction.blocks[1]!, instruction.blocks[0]!];
    this.#rewriter.rewritten = true;
    return value;
  }

  /**
   * Returns the only value that a phi takes; or a new phi of truths, which `value` converts to a
   * double; or `value` itself.
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

  /** Replaces operands that were visited after their phis; returns whether there were any. */
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

/** Whether the result depends on the sign of a NaN: constants do not keep that. */
function seesSignOfNaN(op: Instruction['op'], a: number, b: number | undefined): boolean {
  if (op === 'copysign') return Number.isNaN(b);
  return op === 'fneg' && Number.isNaN(a);
}

/**
 * Reassociation of the operations that are exactly associative: `and`, `or` and `xor` of truths,
 * and `minimum` and `maximum`, which choose an operand by a total order in which NaN wins.
 *
 *     %1 = and i1 %a, %b                     %1 = and i1 %b, %c
 *     %2 = and i1 %1, %a              →      %2 = and i1 %1, %a
 *     %3 = and i1 %2, %c
 *
 * Addition and multiplication are not associative in IEEE 754, so this pass leaves them; `simplify`
 * combines the exception, products with powers of two that round nothing.
 *
 * A chain is a tree of one such operation whose inner results have no other use. The pass sorts its
 * operands: comparisons of the same two values side by side, so that `simplify` merges them, and
 * constants last and folded. It drops repeated operands, and in `xor` both of a pair. Near linear.
 */
import {
  addConstant,
  type Block,
  blockOf,
  type Constant,
  constantFrom,
  constantOf,
  evaluate,
  type Instruction,
  type IRFunction,
  instructionOf,
  numberOf,
  type Opcode,
  type Value,
} from '../ir/index.ts';

/** Regroups chains of associative operations in `fn`; returns whether any changed. */
export function reassociate(fn: IRFunction): boolean {
  return mayApply(fn) && new Reassociation(fn).run();
}

/** Whether an operation has an operand that is the result of the same one: a chain of three. */
function mayApply(fn: IRFunction): boolean {
  for (const { instructions } of fn.blocks) {
    for (let i = 0; i < instructions.length; i++) {
      const { op, operands } = instructionOf(fn, instructions[i]!);
      if (!isAssociative(op)) continue;
      if (operands.some((operand) => instructionOf(fn, operand).op === op)) return true;
    }
  }
  return false;
}

type Associative = 'and' | 'or' | 'xor' | 'minimum' | 'maximum';

function isAssociative(op: Opcode): op is Associative {
  return op === 'and' || op === 'or' || op === 'xor' || op === 'minimum' || op === 'maximum';
}

class Reassociation {
  readonly #fn: IRFunction;
  readonly #uses: number[];
  /** For each value, the block it is in, or -1; inner operations move only within their block. */
  readonly #homes: number[];
  readonly #inner: boolean[];
  #changed = false;

  constructor(fn: IRFunction) {
    this.#fn = fn;
    this.#uses = new Array<number>(fn.values.length).fill(0);
    this.#homes = new Array<number>(fn.values.length).fill(-1);
    this.#inner = new Array<boolean>(fn.values.length).fill(false);
  }

  run(): boolean {
    const { blocks } = this.#fn;
    blocks.forEach(({ instructions }, block) => {
      for (const value of instructions) {
        this.#homes[value] = block;
        for (const operand of instructionOf(this.#fn, value).operands) this.#uses[operand]!++;
      }
    });
    for (let block = 0; block < blocks.length; block++) this.#visit(block as Block);
    return this.#changed;
  }

  /** Walks a block backwards, so that it meets a root before the inner operations of its chain. */
  #visit(block: Block): void {
    const data = blockOf(this.#fn, block);
    const rebuilt = new Map<Value, readonly Value[]>();
    const moved = new Set<Value>();
    for (let i = data.instructions.length - 1; i >= 0; i--) {
      const root = data.instructions[i]!;
      const instruction = instructionOf(this.#fn, root);
      if (this.#inner[root] || !isAssociative(instruction.op)) continue;
      const operations: Value[] = [];
      const leaves = this.#leaves(root, block, operations);
      if (operations.length < 2) continue;
      const sorted = this.#arrange(instruction.op, leaves);
      if (isSameList(sorted, leaves)) continue;
      for (const operation of operations) if (operation !== root) moved.add(operation);
      rebuilt.set(root, this.#rebuild(root, operations, sorted));
    }
    if (rebuilt.size === 0) return;
    this.#changed = true;
    data.instructions = data.instructions.flatMap((value) => {
      const chain = rebuilt.get(value);
      if (chain !== undefined) return [...chain, value];
      return moved.has(value) ? [] : [value];
    });
  }

  /** Returns the operands of a chain from left to right; adds its operations, the root first. */
  #leaves(root: Value, block: Block, operations: Value[]): Value[] {
    const { op } = instructionOf(this.#fn, root);
    const leaves: Value[] = [];
    const work: Value[] = [root];
    for (let value = work.pop(); value !== undefined; value = work.pop()) {
      const instruction = instructionOf(this.#fn, value);
      const isInner = this.#uses[value] === 1 && this.#homes[value] === block;
      if (value !== root && !(instruction.op === op && isInner)) {
        leaves.push(value);
        continue;
      }
      this.#inner[value] = true;
      operations.push(value);
      work.push(instruction.operands[1]!, instruction.operands[0]!);
    }
    return leaves;
  }

  /** Sorts operands and removes those that have no effect; at least one remains. */
  #arrange(op: Associative, leaves: readonly Value[]): Value[] {
    const keys = new Map(leaves.map((leaf) => [leaf, this.#key(leaf)] as const));
    const sorted = [...leaves].sort((a, b) => {
      const [x, y] = [keys.get(a)!, keys.get(b)!];
      return x[0] - y[0] || x[1] - y[1] || a - b;
    });
    const kept: Value[] = [];
    for (const leaf of sorted) {
      const last = kept.at(-1);
      if (last === leaf) {
        if (op === 'xor') kept.pop();
        continue;
      }
      const a = last === undefined ? undefined : constantOf(this.#fn, last);
      const b = constantOf(this.#fn, leaf);
      if (a === undefined || b === undefined) kept.push(leaf);
      else kept[kept.length - 1] = this.#combine(op, a, b);
    }
    if (kept.length === 0) return sorted.slice(0, 2); // xor x, x
    if (kept.length === 1 && op === 'xor') {
      kept.push(addConstant(this.#fn, { type: 'i1', value: false }));
    }
    return kept;
  }

  #combine(op: Associative, a: Constant, b: Constant): Value {
    const number = evaluate(op, 'oeq', numberOf(a), numberOf(b));
    return addConstant(this.#fn, constantFrom(a.type, number));
  }

  /** Sort key: operands of a comparison, the number of any other value; constants come last. */
  #key(leaf: Value): readonly [number, number] {
    const { op, operands } = instructionOf(this.#fn, leaf);
    if (op === 'const') return [Infinity, 0];
    if (op !== 'fcmp') return [leaf, 0];
    const [a, b] = operands as [Value, Value];
    return [Math.min(a, b), Math.max(a, b)];
  }

  /** Rebuilds the chain over `leaves`, and returns the inner operations that remain, in order. */
  #rebuild(root: Value, operations: readonly Value[], leaves: readonly Value[]): Value[] {
    const set = (value: Value, a: Value, b: Value): void => {
      const instruction: Instruction = instructionOf(this.#fn, value);
      instruction.operands = [a, b];
    };
    if (leaves.length === 1) {
      set(root, leaves[0]!, leaves[0]!); // and x, x: `simplify` makes it x
      return [];
    }
    const inner: Value[] = [];
    let value = leaves[0]!;
    for (let i = 1; i < leaves.length - 1; i++) {
      const next = operations[operations.length - i]!;
      set(next, value, leaves[i]!);
      inner.push(next);
      value = next;
    }
    set(root, value, leaves[leaves.length - 1]!);
    return inner;
  }
}

function isSameList(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

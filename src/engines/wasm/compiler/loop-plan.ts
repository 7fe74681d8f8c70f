/**
 * Plans the outlining of loops. V8 never replaces the code of a running loop, so a loop that is
 * entered once in fresh code would stay in baseline code for ever. Each loop therefore runs a
 * bounded number of iterations in place; after that, its function calls a function made of the
 * loop alone, which runs a bounded number of iterations a call and soon is optimized code:
 *
 *     chunk(values from outside…, phis…, constants…) → (slots…, status)
 *
 * Status 0 means that the bound was reached: the slots hold the phis for the next iteration.
 * Status k means that the loop was left through its k-th exit: the slots hold what is used outside.
 *
 * Constants are parameters because V8 would compute them again at each use, in two or three
 * instructions of x86-64; parameters stay in registers or are operands in memory.
 */
import {
  encloses,
  type FlowGraph,
  findLoops,
  type Loop,
  type Loops,
} from '../../../analysis/index.ts';
import {
  type Block,
  blockOf,
  constantOf,
  type IRFunction,
  incomingOf,
  instructionOf,
  phisOf,
  terminatorOf,
  type Value,
} from '../../../ir/index.ts';

/** Which loops are outlined, and how long a loop runs before it goes on in its outlined function. */
export interface LoopLimits {
  /**
   * Iterations in place in each call of the function around the loop: at least 1. Ten times as many
   * for each level of loops around it there. Default: 100.
   */
  readonly iterationsInPlace: number;
  /** Iterations in each call of the outlined function: at least 1. Default: 10,000. */
  readonly iterationsPerCall: number;
  /** Levels of loops inside an outlined loop. Higher loops stay in place. Default: 2. */
  readonly maxHeight: number;
  /** Constants that an outlined loop takes as parameters. Default: 64. */
  readonly maxConstants: number;
  /**
   * Parameters and results of an outlined function. Default: 1000, which is what engines allow
   * (JavaScript interface, "Implementation-defined Limits").
   */
  readonly maxParameters: number;
}

export const defaultLoopLimits: LoopLimits = {
  iterationsInPlace: 100,
  iterationsPerCall: 10_000,
  maxHeight: 2,
  maxConstants: 64,
  maxParameters: 1000,
};

export interface OutlinedLoop {
  readonly loop: Loop;
  /** Its blocks, those of inner loops included. */
  readonly blocks: readonly Block[];
  /** The phis of the header. */
  readonly phis: readonly Value[];
  /** Values from outside, constants excepted. */
  readonly inputs: readonly Value[];
  /** The doubles that its code has as constants. No zeros: those are as cheap as they can be. */
  readonly constants: readonly number[];
  readonly exits: readonly { readonly from: Block; readonly to: Block }[];
  /** The value in each slot when the loop is left; the first slots belong to the phis. */
  readonly slots: readonly (Value | undefined)[];
}

export interface LoopPlan {
  readonly loops: Loops;
  readonly outlined: ReadonlyMap<Loop, OutlinedLoop>;
  /** Values that leave an outlined loop: they have to be in locals. */
  readonly kept: ReadonlySet<Value>;
  /** For each value, the block that it stands in, or -1. */
  readonly home: readonly number[];
}

/** Plans the loops of a function; without limits, all stay in place. Linear in its size. */
export function planLoops(
  fn: IRFunction,
  flow: FlowGraph<Block>,
  limits: LoopLimits | undefined,
): LoopPlan {
  const loops = findLoops(flow);
  const home = new Array<number>(fn.values.length).fill(-1);
  for (const block of flow.reversePostorder) {
    const { instructions } = blockOf(fn, block);
    for (let i = 0; i < instructions.length; i++) home[instructions[i]!] = block;
  }
  const outlined = new Map<Loop, OutlinedLoop>();
  const kept = new Set<Value>();
  if (loops.all.length === 0 || limits === undefined) return { loops, outlined, kept, home };

  const blocksOf = new Map<Loop, Block[]>(); // with a loop, it has all that are inside
  for (const loop of lowLoops(loops, limits.maxHeight)) blocksOf.set(loop, []);
  for (const block of flow.reversePostorder) {
    let loop = loops.of[block];
    for (; loop !== undefined && blocksOf.has(loop); loop = loop.parent) {
      blocksOf.get(loop)!.push(block); // it has a list
    }
  }
  const outputs = findOutputs(fn, flow, loops, home, blocksOf);
  for (const [loop, blocks] of blocksOf) {
    const plan = planLoop(
      fn,
      loops,
      home,
      loop,
      blocks,
      outputs.get(loop) ?? new Set(),
      limits.maxConstants,
    );
    const parameters = plan.inputs.length + plan.phis.length + plan.constants.length;
    const results = plan.slots.length + 1;
    if (Math.max(parameters, results) > limits.maxParameters) continue;
    outlined.set(loop, plan);
    for (const value of plan.slots) if (value !== undefined) kept.add(value);
  }
  return { loops, outlined, kept, home };
}

function lowLoops(loops: Loops, maxHeight: number): Loop[] {
  const height = new Map<Loop, number>();
  for (const loop of [...loops.all].reverse()) {
    const own = height.get(loop) ?? 0;
    if (loop.parent !== undefined)
      height.set(loop.parent, Math.max(height.get(loop.parent) ?? 0, own + 1));
    height.set(loop, own);
  }
  return loops.all.filter((loop) => height.get(loop)! <= maxHeight);
}

/** For each low loop, the values defined in it and used outside. */
function findOutputs(
  fn: IRFunction,
  flow: FlowGraph<Block>,
  loops: Loops,
  home: readonly number[],
  low: ReadonlyMap<Loop, unknown>,
): Map<Loop, Set<Value>> {
  const outputs = new Map<Loop, Set<Value>>();
  for (const block of flow.reversePostorder) {
    const user = loops.of[block];
    for (const value of blockOf(fn, block).instructions) {
      for (const operand of instructionOf(fn, value).operands) {
        if (home[operand]! < 0) continue;
        let loop = loops.of[home[operand]!];
        for (; loop !== undefined && low.has(loop) && !encloses(loop, user); loop = loop.parent) {
          const values = outputs.get(loop) ?? new Set();
          outputs.set(loop, values.add(operand));
        }
      }
    }
  }
  return outputs;
}

function planLoop(
  fn: IRFunction,
  loops: Loops,
  home: readonly number[],
  loop: Loop,
  blocks: readonly Block[],
  outputs: ReadonlySet<Value>,
  maxConstants: number,
): OutlinedLoop {
  const isInside = (block: number) => block >= 0 && encloses(loop, loops.of[block]);
  const phis = phisOf(fn, loop.header);
  const inputs = new Set<Value>();
  const constants = new Set<number>();
  const exits: { from: Block; to: Block }[] = [];
  const next = new Map<Value, number>();
  for (const block of blocks) {
    for (const to of terminatorOf(fn, block).blocks) {
      if (!isInside(to)) exits.push({ from: block, to });
      if (to !== loop.header) continue;
      for (const [slot, phi] of phis.entries())
        next.set(incomingOf(instructionOf(fn, phi), block), slot);
    }
    for (const value of blockOf(fn, block).instructions) {
      const { op, operands, blocks: sources } = instructionOf(fn, value);
      operands.forEach((operand, i) => {
        if (isInside(home[operand]!) || (op === 'phi' && !isInside(sources[i]!))) return;
        const constant = constantOf(fn, operand);
        if (constant === undefined) inputs.add(operand);
        else if (constant.type === 'double' && constant.value !== 0) {
          if (constants.size < maxConstants) constants.add(constant.value);
        }
      });
    }
  }
  const slots: (Value | undefined)[] = phis.map(() => undefined);
  for (const output of outputs) {
    const slot = next.get(output);
    if (slot !== undefined && slots[slot] === undefined) slots[slot] = output;
    else slots.push(output);
  }
  return {
    loop,
    blocks,
    phis,
    inputs: [...inputs],
    constants: [...constants],
    exits,
    slots,
  };
}

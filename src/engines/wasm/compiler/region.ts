/**
 * A region is what becomes one WebAssembly function: a whole function, or a loop outlined from it.
 * Its blocks have numbers of their own, from 0 for the entry, so that work on it depends on its size
 * alone.
 */
import { analyzeGraph, encloses, type FlowGraph, type Loop } from '../../../analysis/index.ts';
import { type Block, type IRFunction, terminatorOf, type Value } from '../../../ir/index.ts';
import type { Budgets, FuelPlan } from './fuel-plan.ts';
import type { Interval } from './interval.ts';
import type { LoopPlan, OutlinedLoop } from './loop-plan.ts';
import type { Placement } from './stackify.ts';

/** Facts about the whole function, which its regions share. */
export interface FunctionFacts {
  readonly fn: IRFunction;
  readonly plan: LoopPlan;
  readonly fuel: FuelPlan;
  readonly placement: Placement;
  /** Scratch: number of each block in the region at hand. Valid for that region's blocks. */
  readonly numberOf: number[];
  /** Scratch of the allocation of locals, by value. */
  readonly scratch: {
    readonly intervals: (Interval | undefined)[];
    readonly lastUse: number[];
    readonly starts: number[];
  };
}

export interface Region {
  readonly facts: FunctionFacts;
  /** The loop that this region is, or `undefined` for a whole function. */
  readonly outlined: OutlinedLoop | undefined;
  /** Blocks by number. */
  readonly blocks: readonly Block[];
  /** The graph over block numbers. Includes the ways out of outlined loops that run on elsewhere. */
  readonly flow: FlowGraph;
  /** The values that are parameters. */
  readonly parameters: readonly Value[];
  readonly budgets: Budgets;
  /** The locals of constants that are parameters too, after those. */
  readonly constantLocals: ReadonlyMap<number, number>;
}

const noConstants: ReadonlyMap<number, number> = new Map();

/** The region of a whole function, whose control flow is `flow`. All blocks are reachable. */
export function wholeFunction(facts: FunctionFacts, flow: FlowGraph<Block>): Region {
  const { numberOf } = facts;
  const blocks = facts.fn.blocks.map((_, block) => block as Block);
  for (const block of blocks) numberOf[block] = block;
  const parameters = facts.fn.type.parameters.map((_, i) => i as Value); // the first values
  if (facts.plan.loops.all.length === 0)
    return {
      facts,
      outlined: undefined,
      blocks,
      flow,
      parameters,
      budgets: facts.fuel.budgets.get(undefined)!, // whole functions have some
      constantLocals: noConstants,
    };
  return makeRegion(facts, undefined, blocks, parameters);
}

/** The region of an outlined loop. */
export function loopRegion(facts: FunctionFacts, outlined: OutlinedLoop): Region {
  return makeRegion(facts, outlined, outlined.blocks, [...outlined.inputs, ...outlined.phis]);
}

/** Whether the region burns fuel anywhere. */
export function burnsFuel({ facts: { fuel, plan }, outlined }: Region): boolean {
  const isOnWay = outlined === undefined && fuel.checkpoint !== undefined;
  return fuel.isBurnt && (isOnWay || plan.loops.all.length > 0);
}

/** How many locals are parameters. */
export function parameterCount({ parameters, constantLocals }: Region): number {
  return parameters.length + constantLocals.size;
}

/** The outlined loop whose header `block` is, if it runs in place here. */
export function innerLoop({ facts, outlined }: Region, block: Block): OutlinedLoop | undefined {
  const loop = loopHeadedBy(facts.plan, block);
  const inner = loop && facts.plan.outlined.get(loop);
  return inner === outlined ? undefined : inner;
}

/** The loop whose header `block` is. */
export function loopHeadedBy({ loops }: LoopPlan, block: Block): Loop | undefined {
  const loop = loops.of[block];
  return loop?.header === block ? loop : undefined;
}

/** Whether `block` is in the region. */
export function isInRegion({ facts, outlined }: Region, block: Block): boolean {
  return outlined === undefined || encloses(outlined.loop, facts.plan.loops.of[block]);
}

function makeRegion(
  facts: FunctionFacts,
  outlined: OutlinedLoop | undefined,
  blocks: readonly Block[],
  parameters: readonly Value[],
): Region {
  const { fn, plan, numberOf } = facts;
  for (let i = 0; i < blocks.length; i++) numberOf[blocks[i]!] = i;
  const first = parameters.length;
  const constantLocals: ReadonlyMap<number, number> = new Map(
    outlined?.constants.map((number, i) => [number, first + i] as const),
  );
  const budgets = facts.fuel.budgets.get(outlined?.loop)!; // so have outlined loops
  const region = { facts, outlined, blocks, parameters, budgets, constantLocals };
  const depthOf = (block: Block) => plan.loops.of[block]?.depth ?? 0;

  const successors = (node: number): readonly number[] => {
    const block = blocks[node]!;
    let targets: readonly Block[] = terminatorOf(fn, block).blocks;
    if (plan.loops.all.length > 0) {
      const all = new Set(targets);
      for (const target of targets) {
        const inner = isBackEdge(plan, block, target)
          ? innerLoop(region as Region, target)
          : undefined;
        for (const exit of inner?.exits ?? []) all.add(exit.to);
      }
      // Deeper targets first: so the blocks of a loop stay together in reverse postorder.
      targets = [...all]
        .filter((target) => isInRegion(region as Region, target))
        .sort((a, b) => depthOf(b) - depthOf(a));
    }
    return targets.map((target) => numberOf[target]!);
  };
  return { ...region, flow: analyzeGraph(blocks.length, successors) };
}

/** Whether the edge goes back to the header of a loop around it. */
export function isBackEdge(plan: LoopPlan, from: Block, to: Block): boolean {
  const loop = loopHeadedBy(plan, to);
  return loop !== undefined && encloses(loop, plan.loops.of[from]);
}

/**
 * Random control flow: graphs of blocks, rather than trees of statements, so that loops have
 * several latches and exits, exits leave several loops at once, and edges are critical. Their
 * cycles go on as long as the host says, which throws in the end.
 */
import fc from 'fast-check';
import { analyzeControlFlow } from '../../src/analysis/index.ts';
import {
  addConstant,
  type Block,
  FunctionBuilder,
  type HostFunction,
  type IRFunction,
  type IRModule,
  instructionOf,
  predicates,
  printModule,
  type Value,
  verifyFunction,
} from '../../src/ir/index.ts';
import { arbitraryDouble } from '../support/ir-arbitrary.ts';

/** Computes one variable from others. Indices wrap around. */
interface Step {
  readonly op: (typeof steps)[number];
  readonly to: number;
  readonly from: readonly [number, number, number];
  readonly constant: number;
}

interface Node {
  readonly steps: readonly Step[];
  readonly end: 'return' | 'jump' | 'branch' | 'choose';
  readonly value: number;
  readonly targets: readonly [number, number];
}

interface Graph {
  readonly nodes: readonly Node[];
  /** Which of the phis that have one operand are kept. */
  readonly keep: readonly boolean[];
}

const steps = [
  ...([
    'copy',
    'copyFlag',
    'constant',
    'fadd',
    'fsub',
    'fmul',
    'fdiv',
    'minimum',
    'maximum',
    'fneg',
    'sqrt',
  ] as const),
  ...(['fcmp', 'and', 'or', 'xor', 'select', 'selectFlag', 'uitofp', 'observe', 'nine'] as const),
] as const;

const DOUBLES = 4;
const FLAGS = 2;

/** A module of one random function of two parameters, `f`. */
export const arbitraryFlow: fc.Arbitrary<IRModule> = arbitraryGraph().map((graph) => {
  const module = { functions: [buildFunction(graph)] };
  Object.defineProperty(module, fc.toStringMethod, { value: () => printModule(module) });
  return module;
});

/**
 * A host that answers `choose` from a list, then with its argument, and throws `Stop` after
 * `limit` answers. It carries out `observe` and `nine`, too.
 */
export function choosingHost(choices: readonly number[], limit: number): HostFunction {
  let asked = 0;
  return (name, args) => {
    if (name === 'nine') return 9;
    if (name === 'observe') return args[0]! / 2;
    if (asked === limit) throw new Stop();
    return choices[asked++ % Math.max(choices.length, 1)] ?? 0;
  };
}

/** Ends programs that go round and round. */
export class Stop extends Error {}

function arbitraryGraph(): fc.Arbitrary<Graph> {
  const index = fc.nat({ max: 63 });
  const step: fc.Arbitrary<Step> = fc.record({
    op: fc.constantFrom(...steps),
    to: index,
    from: fc.tuple(index, index, index),
    constant: arbitraryDouble,
  });
  const node: fc.Arbitrary<Node> = fc.record({
    steps: fc.array(step, { maxLength: 4, size: 'max' }),
    end: fc.oneof(
      { weight: 1, arbitrary: fc.constant<Node['end']>('return') },
      { weight: 2, arbitrary: fc.constant<Node['end']>('jump') },
      { weight: 1, arbitrary: fc.constant<Node['end']>('branch') },
      { weight: 6, arbitrary: fc.constant<Node['end']>('choose') },
    ),
    value: index,
    targets: fc.tuple(index, index),
  });
  return fc.record({
    nodes: fc.array(node, { minLength: 1, maxLength: 14, size: 'max' }),
    keep: fc.array(fc.boolean(), { maxLength: 8, size: 'max' }),
  });
}

function buildFunction(graph: Graph): IRFunction {
  const { nodes, keep } = makeReducible(graph);
  const { reversePostorder, predecessors } = analyzeControlFlow(skeleton(nodes));
  const builder = new FunctionBuilder('f', ['x', 'y']);
  const blocks = nodes.map(() => builder.block);
  for (const node of reversePostorder.slice(1)) blocks[node] = builder.addBlock(`b${node}`);
  const types = Array.from({ length: DOUBLES + FLAGS }, (_, i) => (i < DOUBLES ? 'double' : 'i1'));
  const phis = new Map(
    reversePostorder
      .slice(1)
      .map((node) => [node, types.map((type) => builder.phi(blocks[node]!, type))]),
  );
  const behind = new Map<Block, readonly Value[]>();
  for (const node of reversePostorder) {
    builder.setBlock(blocks[node]!);
    const state = [...(phis.get(node) ?? initialState(builder))];
    for (const step of nodes[node]!.steps) perform(builder, step, state);
    finish(builder, nodes[node]!, state, blocks);
    behind.set(node, state);
  }
  for (const [node, list] of phis) {
    list.forEach((phi, i) => {
      const instruction = instructionOf(builder.fn, phi);
      instruction.operands = predecessors[node]!.map((from) => behind.get(from)![i]!);
      instruction.blocks = predecessors[node]!.map((from) => blocks[from]!);
    });
  }
  const fn = removeTrivialPhis(builder.finish(), keep);
  verifyFunction(fn);
  return fn;
}

function initialState(builder: FunctionBuilder): Value[] {
  const one = addConstant(builder.fn, { type: 'i1', value: true });
  const doubles = [builder.param(0), builder.param(1), builder.constant(0), builder.constant(1)];
  return [...doubles, one, one];
}

function finish(
  builder: FunctionBuilder,
  { end, value, targets }: Node,
  state: readonly Value[],
  blocks: readonly Block[],
): void {
  const [first, second] = targets.map((target) => blocks[target]!) as [Block, Block];
  if (end === 'return') builder.ret(state[value % DOUBLES]!);
  else if (end === 'jump' || first === second) builder.br(first);
  else {
    let condition = state[DOUBLES + (value % FLAGS)]!;
    if (end === 'choose') {
      const answer = builder.call('choose', [state[value % DOUBLES]!]);
      condition = builder.fcmp('une', answer, builder.constant(0));
    }
    builder.condbr(condition, first, second);
  }
}

function perform(builder: FunctionBuilder, step: Step, state: Value[]): void {
  const { op, to, from, constant } = step;
  const [a, b, c] = pick(state, from, 0, DOUBLES);
  const [p, q, r] = pick(state, from, DOUBLES, FLAGS);
  const put = (value: Value) => {
    const isFlag = instructionOf(builder.fn, value).type === 'i1';
    state[isFlag ? DOUBLES + (to % FLAGS) : to % DOUBLES] = value;
  };
  switch (op) {
    case 'copy':
      put(a);
      break;
    case 'copyFlag':
      put(p);
      break;
    case 'constant':
      put(builder.constant(constant));
      break;
    case 'fneg':
    case 'sqrt':
      put(builder.emit(op, a));
      break;
    case 'select':
      put(builder.emit('select', p, b, c));
      break;
    case 'selectFlag':
      put(builder.emit('select', p, q, r));
      break;
    case 'uitofp':
      put(builder.emit('uitofp', p));
      break;
    case 'and':
    case 'or':
    case 'xor':
      put(builder.emit(op, p, q));
      break;
    case 'fcmp':
      put(builder.fcmp(predicates[from[2] % predicates.length]!, a, b));
      break;
    case 'observe':
      put(builder.call('observe', [a]));
      break;
    case 'nine':
      put(builder.call('nine', []));
      break;
    default:
      put(builder.emit(op, a, b));
      break;
  }
}

/** Three of the `count` variables from `first` on. */
function pick(
  state: readonly Value[],
  [a, b, c]: Step['from'],
  first: number,
  count: number,
): [Value, Value, Value] {
  const at = (index: number) => state[first + (index % count)]!;
  return [at(a), at(b), at(c)];
}

/** Wraps targets around, never to the entry, and sends edges that are second entries to a return. */
function makeReducible({ nodes, keep }: Graph): Graph {
  const count = nodes.length;
  const wrap = (target: number) => (target % count) + 1;
  let result: Node[] = nodes.map((node) => ({
    ...node,
    targets: [wrap(node.targets[0]), wrap(node.targets[1])],
  }));
  result.push({ steps: [], end: 'return', value: 0, targets: [count, count] });
  for (let changed = true; changed; ) {
    changed = false;
    const fn = skeleton(result);
    const flow = analyzeControlFlow(fn);
    result = result.map((node, from) => {
      if (flow.order[from]! < 0) return node;
      const targets = node.targets.map((to, i) => {
        const used = node.end !== 'return' && !(node.end === 'jump' && i === 1);
        if (!used || flow.order[to]! > flow.order[from]!) return to;
        if (flow.dominance.dominates(to, from)) return to;
        changed = true;
        return count;
      });
      return { ...node, targets: targets as [number, number] };
    });
  }
  return { nodes: result, keep };
}

/** A function of the graph's shape alone. */
function skeleton(nodes: readonly Node[]): IRFunction {
  const builder = new FunctionBuilder('f', ['x']);
  const blocks = nodes.map((_, i) => (i === 0 ? builder.block : builder.addBlock('b')));
  nodes.forEach(({ end, targets }, i) => {
    builder.setBlock(blocks[i]!);
    const [first, second] = targets.map((target) => blocks[target]!) as [Block, Block];
    if (end === 'return') builder.ret(builder.param(0));
    else if (end === 'jump' || first === second) builder.br(first);
    else builder.condbr(builder.param(0), first, second);
  });
  return builder.finish();
}

/** Replaces phis of one value by that value, but for those to keep. */
function removeTrivialPhis(fn: IRFunction, keep: readonly boolean[]): IRFunction {
  const replaced = new Map<Value, Value>();
  const resolve = (value: Value): Value => {
    const next = replaced.get(value);
    return next === undefined ? value : resolve(next);
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const block of fn.blocks) {
      for (const phi of block.instructions) {
        const { op, operands } = instructionOf(fn, phi);
        if (op !== 'phi' || replaced.has(phi) || keep[phi % 8] === true) continue;
        const values = new Set(operands.map(resolve));
        values.delete(phi);
        if (values.size !== 1) continue;
        replaced.set(phi, [...values][0]!);
        changed = true;
      }
    }
  }
  for (const block of fn.blocks) {
    block.instructions = block.instructions.filter((value) => !replaced.has(value));
    for (const value of block.instructions) {
      const instruction = instructionOf(fn, value);
      instruction.operands = instruction.operands.map(resolve);
    }
  }
  return fn;
}

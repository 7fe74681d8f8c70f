/**
 * Writes the code of one region: structured control flow from the dominator tree, after Ramsey,
 * "Beyond Relooper: Recursive Translation of Unstructured Control Flow to Structured Control Flow"
 * (ICFP 2022), with an explicit stack instead of the recursion.
 *
 * A block is written where its dominator's code ends if several edges lead to it, or if it is left
 * for from inside a loop; else where the one edge to it is. The way out of a loop is placed after
 * the loop, not in it.
 */
import { encloses, outermost } from '../../../analysis/index.ts';
import {
  type Block,
  blockOf,
  incomingOf,
  instructionOf,
  phisOf,
  terminatorOf,
  type Value,
} from '../../../ir/index.ts';
import type { Steps } from '../../../orc/index.ts';
import type { ByteWriter } from '../format/bytes.ts';
import { VOID, Wasm } from '../format/instructions.ts';
import { valueTypes } from '../format/module-writer.ts';
import { RelocationKind, valueLetters } from '../format/object.ts';
import { type CodeContext, CodeWriter } from './code-writer.ts';
import { allocateLocals, type Locals } from './locals.ts';
import type { OutlinedLoop } from './loop-plan.ts';
import { innerLoop, isBackEdge, isInRegion, loopHeadedBy, type Region } from './region.ts';

export interface EmittedCode {
  readonly code: Uint8Array;
  readonly relocations: readonly number[];
}

/** How many tasks are done without a pause: a millisecond's work or less. */
const TASKS_PER_STEP = 256;

/** Writes the code of `region`; `scratch` is overwritten, and not for others until this has returned. */
export function* emitRegion(
  region: Region,
  context: CodeContext,
  scratch: ByteWriter,
): Steps<EmittedCode> {
  scratch.clear();
  const locals = allocateLocals(region);
  yield;
  return yield* new RegionEmitter(region, locals, context, scratch).run();
}

type Task =
  | { readonly kind: 'block' | 'body' | 'rest'; readonly node: number }
  | { readonly kind: 'edge'; readonly from: Block; readonly to: Block }
  | { readonly kind: 'else' | 'end' };

class RegionEmitter {
  readonly #region: Region;
  readonly #context: CodeContext;
  readonly #locals: Locals;
  readonly #out: ByteWriter;
  readonly #code: CodeWriter;
  readonly #tasks: Task[] = [];
  /** Number of enclosing labels, and where those of blocks and loops are. */
  #depth = 0;
  readonly #blockLabel: number[];
  readonly #loopLabel: number[];
  /** Where a loop goes on when its budget is used up: after it, for V8 unrolls loops without calls. */
  readonly #restLabel: number[];
  /** For each node, the labelled nodes that are written after it, and after the loop it heads. */
  #followers: Followers = noFollowers;
  #loopFollowers: Followers = noFollowers;

  constructor(region: Region, locals: Locals, context: CodeContext, out: ByteWriter) {
    this.#region = region;
    this.#out = out;
    this.#context = context;
    this.#locals = locals;
    this.#code = new CodeWriter(region, locals, context, out);
    this.#blockLabel = new Array<number>(region.blocks.length).fill(-1);
    this.#loopLabel = new Array<number>(region.blocks.length).fill(-1);
    this.#restLabel = new Array<number>(region.blocks.length).fill(-1);
  }

  *run(): Steps<EmittedCode> {
    this.#findFollowers();
    this.#writeLocals();
    this.#writeStart();
    this.#tasks.push({ kind: 'block', node: 0 });
    let done = 0;
    for (let task = this.#tasks.pop(); task !== undefined; task = this.#tasks.pop()) {
      this.#do(task);
      if (++done % TASKS_PER_STEP === 0) yield;
    }
    this.#out.byte(Wasm.unreachable);
    this.#out.byte(Wasm.end);
    return { code: this.#out.finish(), relocations: this.#code.relocations };
  }

  /** Sets the budgets of loops. */
  #writeStart(): void {
    const { outlined, budgets } = this.#region;
    if (outlined !== undefined) this.#setBudget(this.#locals.budget, budgets.perCall);
    const set = new Set<number>(); // loops of the same depth share one
    for (const [loop, { budget }] of this.#locals.inner) {
      if (!set.has(budget)) this.#resetBudget(loop);
      set.add(budget);
    }
  }

  #do(task: Task): void {
    switch (task.kind) {
      case 'block':
        this.#writeBlock(task.node);
        break;
      case 'body':
        this.#writeBody(task.node);
        break;
      case 'rest':
        this.#writeRest(task.node);
        break;
      case 'edge':
        this.#writeEdge(task.from, task.to);
        break;
      case 'else':
        this.#out.byte(Wasm.else);
        break;
      case 'end':
        this.#end();
    }
  }

  /** Finds the nodes that need labels, and after which node each is written. */
  #findFollowers(): void {
    const { flow, blocks, facts } = this.#region;
    if (blocks.length === 1 && facts.plan.loops.all.length === 0) return;
    const followers = new Map<number, number[]>();
    const loopFollowers = new Map<number, number[]>();
    this.#followers = followers;
    this.#loopFollowers = loopFollowers;
    const { of } = facts.plan.loops;
    const dominators = flow.dominance.immediateDominators();
    for (let i = flow.reversePostorder.length - 1; i > 0; i--) {
      const node = flow.reversePostorder[i]!;
      const dominator = dominators[node]!;
      const left = of[blocks[dominator]!];
      const own = of[blocks[node]!];
      if (left === undefined || encloses(left, own)) {
        const forward = flow.predecessors[node]!.filter(
          (from) => flow.order[from]! < flow.order[node]!,
        );
        if (forward.length > 1) append(followers, dominator, node);
        continue;
      }
      const exited = outermost(left, (loop) => !encloses(loop, own));
      append(loopFollowers, facts.numberOf[exited.header]!, node);
    }
  }

  #writeLocals(): void {
    const { counts } = this.#locals;
    const used = valueLetters.filter((letter) => counts[letter] > 0);
    this.#out.u32(used.length);
    for (const letter of used) {
      this.#out.u32(counts[letter]);
      this.#out.byte(valueTypes[letter]);
    }
  }

  #writeBlock(node: number): void {
    const block = this.#region.blocks[node]!;
    this.#openFollowers(this.#loopFollowers.get(node));
    if (loopHeadedBy(this.#region.facts.plan, block) !== undefined) {
      if (this.#budgetOf(node) !== undefined) {
        this.#open(Wasm.block);
        this.#restLabel[node] = this.#depth;
        this.#tasks.push({ kind: 'rest', node }, { kind: 'end' });
      }
      this.#open(Wasm.loop);
      this.#loopLabel[node] = this.#depth;
      this.#tasks.push({ kind: 'end' });
    }
    this.#openFollowers(this.#followers.get(node));
    this.#tasks.push({ kind: 'body', node });
  }

  /** Opens a label for each follower, the last one outermost, and plans their code. */
  #openFollowers(followers: readonly number[] | undefined): void {
    for (const node of followers ?? []) {
      this.#open(Wasm.block);
      this.#blockLabel[node] = this.#depth;
      this.#tasks.push({ kind: 'block', node }, { kind: 'end' });
    }
  }

  #writeBody(node: number): void {
    const { facts, blocks } = this.#region;
    const block = blocks[node]!;
    const { checkpoint } = facts.fuel;
    if (checkpoint?.block === block && this.#region.outlined === undefined) {
      this.#code.writeCheckpoint(checkpoint.work);
    }
    const { instructions } = blockOf(facts.fn, block);
    for (let i = 0; i < instructions.length; i++) {
      const value = instructions[i]!;
      if (facts.placement.inlined[value] === 0) this.#code.writeRoot(value);
    }
    const { op, operands, blocks: targets } = terminatorOf(facts.fn, block);
    if (op === 'ret') {
      if (this.#code.writeTailCall(operands[0]!)) return;
      this.#code.writeValue(operands[0]!);
      this.#out.byte(Wasm.return);
      return;
    }
    const [first, second] = targets as [Block, Block?];
    if (second === undefined) {
      this.#tasks.push({ kind: 'edge', from: block, to: first });
    } else {
      this.#writeBranch(operands[0]!, block, first, second);
    }
  }

  #writeBranch(condition: Value, from: Block, ifTrue: Block, ifFalse: Block): void {
    this.#code.writeValue(condition);
    const label = this.#plainLabel(from, ifTrue);
    const otherLabel = label === undefined ? this.#plainLabel(from, ifFalse) : undefined;
    if (label !== undefined) {
      this.#branch(Wasm.br_if, label);
      this.#tasks.push({ kind: 'edge', from, to: ifFalse });
    } else if (otherLabel !== undefined) {
      this.#out.byte(Wasm['i32.eqz']);
      this.#branch(Wasm.br_if, otherLabel);
      this.#tasks.push({ kind: 'edge', from, to: ifTrue });
    } else {
      this.#open(Wasm.if);
      this.#tasks.push(
        { kind: 'end' },
        { kind: 'edge', from, to: ifFalse },
        { kind: 'else' },
        { kind: 'edge', from, to: ifTrue },
      );
    }
  }

  /** The label that an edge goes to when it is nothing but a branch. */
  #plainLabel(from: Block, to: Block): number | undefined {
    if (!isInRegion(this.#region, to)) return undefined;
    const { facts, blocks } = this.#region;
    const node = facts.numberOf[to]!;
    const isBack = isBackEdge(facts.plan, from, to);
    if (isBack && (to === blocks[0] || innerLoop(this.#region, to) !== undefined)) return undefined;
    if (phisOf(facts.fn, to).some((phi) => this.#needsCopy(phi, from))) return undefined;
    const label = isBack ? this.#loopLabel[node]! : this.#blockLabel[node]!;
    return label < 0 ? undefined : label;
  }

  #writeEdge(from: Block, to: Block): void {
    const { facts } = this.#region;
    if (!isInRegion(this.#region, to)) {
      this.#leaveRegion(from, to);
      return;
    }
    this.#writeCopies(from, to);
    const node = facts.numberOf[to]!;
    if (!isBackEdge(facts.plan, from, to)) {
      if (this.#blockLabel[node]! >= 0) this.#branch(Wasm.br, this.#blockLabel[node]!);
      else this.#tasks.push({ kind: 'block', node });
      return;
    }
    const budget = this.#budgetOf(node);
    if (budget === undefined) {
      this.#code.writeCheckpoint(facts.fuel.iterations.get(facts.plan.loops.of[to]!)!); // a loop's header is in it
      this.#branch(Wasm.br, this.#loopLabel[node]!);
      return;
    }
    this.#countDown(budget, node);
    this.#branch(Wasm.br, this.#restLabel[node]!);
  }

  /** The budget of the loop with this header, if it has one. */
  #budgetOf(header: number): number | undefined {
    if (header === 0 && this.#region.outlined !== undefined) return this.#locals.budget;
    const inner = innerLoop(this.#region, this.#region.blocks[header]!);
    return inner && this.#locals.inner.get(inner)!.budget; // inner loops have locals
  }

  /** Code for when the budget of a loop is used up. */
  #writeRest(header: number): void {
    const inner = innerLoop(this.#region, this.#region.blocks[header]!);
    if (inner === undefined) this.#suspend();
    else this.#goOnElsewhere(inner);
  }

  /** Lets an inner loop run in place for as long as when the region was entered. */
  #resetBudget(inner: OutlinedLoop): void {
    const { budget } = this.#locals.inner.get(inner)!; // inner loops have locals
    this.#setBudget(budget, this.#region.budgets.inPlace(inner.loop.depth));
  }

  #setBudget(local: number, iterations: number): void {
    this.#out.byte(Wasm['i32.const']);
    this.#out.i32(iterations);
    this.#code.localSet(local);
  }

  /** Starts the next iteration if the budget allows. */
  #countDown(budget: number, header: number): void {
    this.#code.localGet(budget);
    this.#out.bytes([Wasm['i32.const'], 1, Wasm['i32.sub'], Wasm['local.tee']]);
    this.#out.u32(budget);
    this.#branch(Wasm.br_if, this.#loopLabel[header]!);
  }

  /** Returns from an outlined loop that has more iterations to run. */
  #suspend(): void {
    const { phis, slots } = this.#region.outlined!; // only outlined loops suspend
    slots.forEach((value, slot) => {
      const phi = phis[slot];
      if (phi === undefined)
        this.#code.writeZero(value!); // slots after the phis have values
      else this.#code.localGet(this.#locals.of(phi));
    });
    this.#out.bytes([Wasm['i32.const'], 0, Wasm.return]);
  }

  /** Returns from an outlined loop for good. */
  #leaveRegion(from: Block, to: Block): void {
    const { phis, slots, exits } = this.#region.outlined!; // whole functions have no exits
    slots.forEach((value, slot) => {
      if (value === undefined || this.#locals.of(value) < 0)
        this.#code.writeZero(value ?? phis[slot]!);
      else this.#code.localGet(this.#locals.of(value));
    });
    const exit = exits.findIndex((edge) => edge.from === from && edge.to === to);
    this.#out.byte(Wasm['i32.const']);
    this.#out.i32(exit + 1);
    this.#out.byte(Wasm.return);
  }

  /** Runs the rest of a loop in its outlined function, and leaves it the way that did. */
  #goOnElsewhere(loop: OutlinedLoop): void {
    const { status, slots } = this.#locals.inner.get(loop)!; // inner loops have locals
    this.#open(Wasm.loop);
    this.#code.writeCheckpoint(this.#region.facts.fuel.budgets.get(loop.loop)!.work); // outlined loops have some
    for (const value of [...loop.inputs, ...loop.phis]) {
      if (this.#locals.of(value) < 0)
        this.#code.writeZero(value); // nothing reads it
      else this.#code.localGet(this.#locals.of(value));
    }
    for (const number of loop.constants) this.#code.writeDouble(number);
    this.#out.byte(Wasm.call);
    this.#code.relocate(RelocationKind.function, this.#context.loopIndex(loop));
    this.#code.localSet(status);
    for (let slot = slots.length - 1; slot >= 0; slot--) {
      if (slots[slot]! < 0) this.#out.byte(Wasm.drop);
      else this.#code.localSet(slots[slot]!);
    }
    this.#code.localGet(status);
    this.#out.byte(Wasm['i32.eqz']);
    this.#branch(Wasm.br_if, this.#depth);
    this.#end();
    this.#takeResults(loop, slots);
    if (loop.loop.parent !== undefined) this.#resetBudget(loop); // it may be entered again
    loop.exits.forEach(({ from, to }, exit) => {
      const isLast = exit === loop.exits.length - 1;
      if (!isLast) {
        this.#code.localGet(status);
        this.#out.byte(Wasm['i32.const']);
        this.#out.i32(exit + 1);
        this.#out.byte(Wasm['i32.eq']);
        this.#open(Wasm.if);
      }
      this.#writeEdge(from, to); // ways out of loops have labels: this ends in a branch
      if (!isLast) this.#end();
    });
    if (loop.exits.length === 0) this.#out.byte(Wasm.unreachable);
  }

  /** Moves the results of a loop to the locals that the code after it reads. */
  #takeResults(loop: OutlinedLoop, slots: readonly number[]): void {
    const targets: number[] = [];
    loop.slots.forEach((value, slot) => {
      const target = value === undefined ? -1 : this.#locals.of(value);
      if (target < 0 || slots[slot]! < 0 || target === slots[slot]) return;
      this.#code.localGet(slots[slot]!);
      targets.push(target);
    });
    for (const target of targets.reverse()) this.#code.localSet(target);
  }

  /** The phis of `to`, read in parallel: all values are pushed before the first local is set. */
  #writeCopies(from: Block, to: Block): void {
    const { fn } = this.#region.facts;
    const phis = phisOf(fn, to).filter((phi) => this.#needsCopy(phi, from));
    for (const phi of phis) this.#code.writeValue(incomingOf(instructionOf(fn, phi), from));
    for (const phi of phis.reverse()) this.#code.localSet(this.#locals.of(phi));
  }

  #needsCopy(phi: Value, from: Block): boolean {
    const target = this.#locals.of(phi);
    return (
      target >= 0 &&
      this.#locals.of(incomingOf(instructionOf(this.#region.facts.fn, phi), from)) !== target
    );
  }

  #open(instruction: number): void {
    this.#out.byte(instruction);
    this.#out.byte(VOID);
    this.#depth++;
  }

  #end(): void {
    this.#out.byte(Wasm.end);
    this.#depth--;
  }

  #branch(instruction: number, label: number): void {
    this.#out.byte(instruction);
    this.#out.u32(this.#depth - label);
  }
}

type Followers = ReadonlyMap<number, readonly number[]>;
const noFollowers: Followers = new Map();

function append(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

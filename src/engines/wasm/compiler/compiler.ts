/** IR to relocatable WebAssembly code. */
import { analyzeControlFlow, type FlowGraph } from '../../../analysis/index.ts';
import {
  type Block,
  type FunctionType,
  type IRFunction,
  type IRModule,
  instructionOf,
  type Value,
} from '../../../ir/index.ts';
import {
  type Compiler,
  finishSteps,
  InvalidArgumentError,
  type Steps,
  type SymbolSignature,
} from '../../../orc/index.ts';
import { ByteWriter } from '../format/bytes.ts';
import {
  type CodeEntry,
  LOOP_SUFFIX,
  letterOf,
  type Signature,
  signatureOf,
  type WasmObject,
} from '../format/object.ts';
import { objectFormat } from '../format/object-format.ts';
import type { CodeContext } from './code-writer.ts';
import { emitRegion } from './emitter.ts';
import { planFuel } from './fuel-plan.ts';
import type { Interval } from './interval.ts';
import { defaultLoopLimits, type LoopLimits, type OutlinedLoop, planLoops } from './loop-plan.ts';
import { type FunctionFacts, loopRegion, wholeFunction } from './region.ts';
import { placeValues } from './stackify.ts';

/** Options of the compiler to WebAssembly. */
export interface WasmCompilerOptions {
  /** Whether loops go on in functions of their own when they run long. Default: true. */
  readonly outlineLoops?: boolean;
  /** Which loops do so, and after how many iterations. Tests make the numbers small. */
  readonly loopLimits?: Partial<LoopLimits>;
  /**
   * How code calls what its module does not define: through the table of the module that it is
   * linked into, or directly, for `linkStandalone`. Default: `indirect`.
   */
  readonly externalCalls?: 'indirect' | 'direct';
  /**
   * Whether code looks now and then whether its time is up, as deadlines need it. Default: true, and
   * false for direct calls: `linkStandalone` gives code nobody to ask.
   */
  readonly checkpoints?: boolean;
}

/** Control flow that cannot be written with structured instructions. */
export class IrreducibleControlFlowError extends Error {
  readonly code = 'ERR_IRREDUCIBLE_CONTROL_FLOW';
  readonly symbols: readonly string[];

  constructor(fn: string) {
    super(`'${fn}' has a cycle with two entries, which WebAssembly cannot express`);
    this.name = 'IrreducibleControlFlowError';
    this.symbols = [fn];
  }
}

const SCRATCH_BYTES = 1024;

/** Compiles IR for the WebAssembly executor. Pure: the same IR gives the same object. */
export class WasmCompiler implements Compiler<WasmObject> {
  readonly objectFormat = objectFormat;
  /** All options. The build of this package, which caches look at, is its version. */
  readonly fingerprint: string;
  readonly #outlineLoops: boolean;
  readonly #loopLimits: LoopLimits;
  readonly #callsDirectly: boolean;
  readonly #hasCheckpoints: boolean;
  readonly #scratch = new ByteWriter(SCRATCH_BYTES);

  /** @throws InvalidArgumentError if a number of iterations is not a positive 32-bit integer. */
  constructor({
    outlineLoops = true,
    loopLimits = {},
    externalCalls = 'indirect',
    checkpoints = externalCalls === 'indirect',
  }: WasmCompilerOptions = {}) {
    this.#outlineLoops = outlineLoops;
    this.#loopLimits = { ...defaultLoopLimits, ...loopLimits };
    checkIterations(this.#loopLimits);
    this.#callsDirectly = externalCalls === 'direct';
    this.#hasCheckpoints = checkpoints;
    this.fingerprint = JSON.stringify([
      ...[outlineLoops, externalCalls, checkpoints],
      ...Object.entries(this.#loopLimits).sort(),
    ]);
  }

  /**
   * Compiles a module; all its functions go into one object. Linear, but for a sort of the values.
   *
   * @throws IrreducibleControlFlowError
   */
  compile(module: IRModule): WasmObject {
    return finishSteps(this.#compile(module, this.#scratch));
  }

  /** Does the same, and pauses after each analysis of a function and after each part of its code. */
  compileInSteps(module: IRModule): Steps<WasmObject> {
    return this.#compile(module, new ByteWriter(SCRATCH_BYTES)); // others compile between the steps
  }

  *#compile(module: IRModule, scratch: ByteWriter): Steps<WasmObject> {
    const limits = this.#loopLimits;
    const object = new ObjectBuilder(module.functions, this.#callsDirectly, scratch);
    for (const fn of module.functions) {
      const flow = analyzeControlFlow(fn);
      const plan = planLoops(fn, flow, this.#outlineLoops ? limits : undefined);
      if (plan.loops.irreducible) throw new IrreducibleControlFlowError(fn.name);
      yield;
      const placement = placeValues(fn, flow.reversePostorder, plan.kept);
      yield;
      const numberOf = new Array<number>(fn.blocks.length).fill(0);
      const count = fn.values.length;
      const scratch = {
        intervals: new Array<Interval | undefined>(count),
        lastUse: new Array<number>(count),
        starts: new Array<number>(count),
      };
      const fuel = planFuel(fn, flow, plan, limits, this.#hasCheckpoints);
      yield* object.addFunction({ fn, plan, fuel, placement, numberOf, scratch }, flow);
    }
    return object.finish();
  }
}

/** A budget of 0 would be counted down from 0 to the largest integer. */
function checkIterations({ iterationsInPlace, iterationsPerCall }: LoopLimits): void {
  for (const iterations of [iterationsInPlace, iterationsPerCall]) {
    if (iterations > 0 && iterations === (iterations | 0)) continue;
    throw new InvalidArgumentError(`a loop cannot run for ${iterations} iterations`);
  }
}

/** Numbers what code refers to, and collects the code. */
class ObjectBuilder implements CodeContext {
  readonly callsDirectly: boolean;
  readonly #definitions: readonly SymbolSignature[];
  readonly #functionIndices: IndexTable;
  readonly #loopIndices = new Map<OutlinedLoop, number>();
  readonly #references: SymbolSignature[] = [];
  readonly #referenceIndices = new IndexTable();
  readonly #signatures = new IndexTable();
  readonly #functions: CodeEntry[] = [];
  readonly #loops: CodeEntry[] = [];
  readonly #scratch: ByteWriter;
  #burnsFuel = false;

  constructor(functions: readonly IRFunction[], callsDirectly: boolean, scratch: ByteWriter) {
    this.callsDirectly = callsDirectly;
    this.#scratch = scratch;
    this.#definitions = functions;
    this.#functionIndices = new IndexTable(functions.map(({ name }) => name));
  }

  /** Compiles a function and the loops outlined from it. */
  *addFunction(facts: FunctionFacts, flow: FlowGraph<Block>): Steps<void> {
    const { fn, plan } = facts;
    for (const loop of plan.outlined.values()) {
      this.#loopIndices.set(loop, this.#definitions.length + this.#loopIndices.size);
    }
    const signature = this.#signature(signatureOf(fn.type));
    const code = yield* emitRegion(wholeFunction(facts, flow), this, this.#scratch);
    this.#functions.push({ name: fn.name, signature, ...code });
    for (const loop of plan.outlined.values()) {
      yield;
      const code = yield* emitRegion(loopRegion(facts, loop), this, this.#scratch);
      const signature = this.#signature(loopSignature(fn, loop));
      this.#loops.push({ name: `${fn.name}${LOOP_SUFFIX}`, signature, ...code });
    }
  }

  finish(): WasmObject {
    const functions = [...this.#functions, ...this.#loops];
    const definitions = this.#definitions.map(({ name, type }, i) => {
      return { name, type, size: this.#functions[i]!.code.length }; // one for each definition
    });
    return {
      definitions,
      references: this.#references,
      signatures: this.#signatures.keys,
      functions,
      hasCheckpoints: this.#burnsFuel,
      size: functions.reduce((sum, { code }) => sum + code.length, 0),
    };
  }

  functionIndex(name: string): number | undefined {
    return this.#functionIndices.find(name);
  }

  loopIndex(loop: OutlinedLoop): number {
    return this.#loopIndices.get(loop)!; // loops are numbered before their function is compiled
  }

  /** One reference for each name and type: wrong calls are the core's business. */
  referenceIndex(name: string, type: FunctionType): number {
    const index = this.#referenceIndices.add(`${signatureOf(type)} ${name}`);
    if (index === this.#references.length) this.#references.push({ name, type });
    return index;
  }

  signatureIndex(signature: Signature): number {
    return this.#signatures.add(signature);
  }

  noteCheckpoint(): void {
    this.#burnsFuel = true;
  }

  #signature(signature: Signature): Signature {
    this.#signatures.add(signature);
    return signature;
  }
}

/** Numbers strings in the order in which they come. Most tables hold a handful. */
class IndexTable {
  readonly keys: string[];
  #indices: Map<string, number> | undefined;

  constructor(keys: string[] = []) {
    this.keys = keys;
  }

  find(key: string): number | undefined {
    const index = this.keys.length <= SEARCHED ? this.keys.indexOf(key) : this.#map().get(key);
    return index === -1 ? undefined : index;
  }

  add(key: string): number {
    const known = this.find(key);
    if (known !== undefined) return known;
    this.#indices?.set(key, this.keys.length);
    return this.keys.push(key) - 1;
  }

  #map(): Map<string, number> {
    this.#indices ??= new Map(this.keys.map((key, index) => [key, index]));
    return this.#indices;
  }
}

/** Tables up to this size are searched. */
const SEARCHED = 8;

function loopSignature(
  fn: IRFunction,
  { inputs, phis, constants, slots }: OutlinedLoop,
): Signature {
  const letter = (value: Value) => letterOf[instructionOf(fn, value).type];
  const parameters = [...inputs, ...phis].map(letter).join('') + 'd'.repeat(constants.length);
  const results = slots.map((value, slot) => letter(phis[slot] ?? value!)).join(''); // slots after the phis have values
  return `${parameters}:${results}i`;
}

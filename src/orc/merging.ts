/**
 * When objects are linked again, many to a module. An executor that makes a module of each object is
 * fast, but such modules are large, and hosts take only some ten thousand of them.
 */
import type { Steps } from '../source/index.ts';
import type { CodeId, Executor, MergeLimits } from './engine.ts';
import { LinkError } from './errors.ts';

/** How many bytes of code are merged in one step of a preparation: a few milliseconds' work. */
const STEP_BYTES = 64 * 1024;

/** An object that an executor has linked, alone or together with others. */
export interface MergeableObject {
  /** Its functions that have not been released. */
  readonly codes: CodeId[];
  readonly size: number;
  /** The module that it was merged into. */
  module: MergedModule | undefined;
}

interface MergedModule {
  readonly count: number;
  readonly objects: Set<MergeableObject>;
}

/** Merges the objects of one executor. */
export class Merging {
  readonly #executor: Pick<Executor, 'merge'>;
  readonly #limits: MergeLimits;
  /** Objects that are worth merging: alone in their modules, or left over in a module of few. */
  readonly #candidates = new Set<MergeableObject>();
  /** How many candidates are enough for the next merge. */
  #enough: number;
  /** Bytes of code of a merged module. */
  #moduleBytes: number;

  constructor(executor: Pick<Executor, 'merge'>, limits: MergeLimits) {
    this.#executor = executor;
    this.#limits = limits;
    this.#enough = limits.objects;
    this.#moduleBytes = limits.moduleBytes;
  }

  /** An object was linked alone. */
  add(codes: readonly CodeId[], size: number): MergeableObject {
    const object = { codes: [...codes], size, module: undefined };
    if (size <= Math.min(this.#limits.objectBytes, this.#moduleBytes)) this.#candidates.add(object);
    return object;
  }

  /** A function of an object was released. Modules that half of the objects have left are given up. */
  release(object: MergeableObject, code: CodeId): void {
    const { codes, module } = object;
    codes.splice(codes.indexOf(code), 1);
    if (codes.length > 0) return;
    this.#candidates.delete(object);
    if (module === undefined) return;
    module.objects.delete(object);
    if (module.objects.size !== module.count >> 1) return;
    for (const other of module.objects) this.#candidates.add(other);
  }

  /** Merges what there is, once there are enough objects. */
  *mergeIfDue(): Steps<void> {
    if (this.#candidates.size >= this.#enough) yield* this.#merge(this.#moduleBytes);
  }

  /** The same in steps that take a few milliseconds each. */
  *mergeInSteps(): Steps<void> {
    if (this.#candidates.size < this.#enough) return;
    yield* this.#merge(Math.min(STEP_BYTES, this.#moduleBytes));
  }

  /**
   * Merging only saves memory, so when the host refuses a module everything stays as it was, and
   * modules are smaller from then on.
   */
  *#merge(bytes: number): Steps<void> {
    for (const objects of cut([...this.#candidates], bytes)) {
      const left = objects.filter((object) => this.#candidates.has(object));
      if (left.length < 2) continue;
      try {
        this.#executor.merge?.(left.map(({ codes }) => codes[0]!)); // candidates have some
      } catch (refusal) {
        if (!(refusal instanceof LinkError)) throw refusal;
        this.#moduleBytes = left.reduce((sum, { size }) => sum + size, 0) / 2;
        break;
      }
      const module = { count: left.length, objects: new Set(left) };
      for (const object of left) this.#move(object, module);
      yield;
    }
    this.#enough = this.#candidates.size + this.#limits.objects;
  }

  #move(object: MergeableObject, module: MergedModule): void {
    this.#candidates.delete(object);
    object.module?.objects.delete(object);
    object.module = module;
  }
}

/** Cuts a list where the code would be larger than `limit` bytes. */
function cut(objects: readonly MergeableObject[], limit: number): MergeableObject[][] {
  const pieces: MergeableObject[][] = [];
  let room = 0;
  for (const each of objects) {
    room -= each.size;
    if (room >= 0) {
      pieces.at(-1)!.push(each); // there was no room before the first one
    } else {
      pieces.push([each]);
      room = limit - each.size;
    }
  }
  return pieces;
}

/**
 * The code that one executor has, and where its stubs point. Sends what changes that, and nothing that
 * is there already.
 */
import type { CodeId, MergeLimits, StubId, SymbolSignature } from '../orc/index.ts';
import { type MergeableObject, Merging } from '../orc/merging.ts';
import { finishSteps } from '../source/index.ts';
import type { LinkedFunction, LinkedObject } from './linked-function.ts';
import type { Command, ObjectHash } from './protocol.ts';

/** What changes the code of an executor. */
type Change = Command | { readonly kind: 'object'; readonly bytes: Uint8Array };

export class ExecutorImage {
  readonly #send: (change: Change) => void;
  /** Where stubs point to that are not lazy. */
  readonly #pointers = new Map<StubId, CodeId>();
  /** The code, with the objects that can be merged. */
  readonly #linked = new Map<CodeId, MergeableObject | undefined>();
  readonly #merging: Merging | undefined;
  /** Objects that were sent. */
  readonly #sent = new Set<ObjectHash>();
  /** Whether the executor may have objects from before, and asks for the others. */
  keepsObjects = false;

  constructor(send: (change: Change) => void, mergeLimits: MergeLimits | undefined) {
    this.#send = send;
    this.#merging = mergeLimits && new Merging(this, mergeLimits);
  }

  createStub(stub: StubId, { name, type }: SymbolSignature): void {
    this.#send({ kind: 'createStub', stub, name, type });
  }

  /** Points a stub to code, or makes it lazy where the code is not linked. */
  updatePointer(stub: StubId, target: CodeId | 'lazy'): void {
    const code = target !== 'lazy' && this.#linked.has(target) ? target : undefined;
    if (this.#pointers.get(stub) === code) return;
    if (code === undefined) this.#pointers.delete(stub);
    else this.#pointers.set(stub, code);
    this.#send({ kind: 'updatePointer', stub, code: code ?? null });
  }

  removeStub(stub: StubId): void {
    this.#pointers.delete(stub);
    this.#send({ kind: 'removeStub', stub });
  }

  /** Links the code that a function is in, unless it is linked. */
  link(code: CodeId, target: LinkedFunction): void {
    if (this.#linked.has(code)) return;
    if (target.kind === 'object') this.#linkObject(target);
    else {
      this.#linked.set(code, undefined);
      this.#send({ ...target, code });
    }
  }

  merge(codes: readonly CodeId[]): void {
    this.#send({ kind: 'merge', codes });
  }

  release(code: CodeId, mayRun: boolean): void {
    if (!this.#linked.has(code)) return;
    const object = this.#linked.get(code);
    this.#linked.delete(code);
    if (object !== undefined) this.#merging?.release(object, code);
    this.#send({ kind: 'release', code, mayRun });
  }

  #linkObject({ hash, bytes, codes, live, size, stubs }: LinkedObject): void {
    if (this.#merging !== undefined) finishSteps(this.#merging.mergeIfDue());
    if (!this.keepsObjects && !this.#sent.has(hash)) this.#send({ kind: 'object', bytes });
    this.#sent.add(hash);
    this.#send({ kind: 'link', object: hash, codes, stubs });
    const linked = this.#merging?.add(codes, size);
    for (const each of codes) this.#linked.set(each, linked);
    for (const each of codes) if (!live.has(each)) this.release(each, false);
  }
}

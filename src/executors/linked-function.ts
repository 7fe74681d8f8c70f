/** What a controller has linked, as executors get it when they first need it. */
import type { FunctionType } from '../ir/index.ts';
import type { CodeId, ProcessScope, StubId } from '../orc/index.ts';
import type { ObjectHash } from './protocol.ts';

/** What the code of a function is in. */
export type LinkedFunction = LinkedObject | LinkedHostFunction | LinkedProcessFunction;

/** An object that is linked. */
export interface LinkedObject {
  readonly kind: 'object';
  readonly hash: ObjectHash;
  readonly bytes: Uint8Array;
  /** Bytes of code. */
  readonly size: number;
  /** Its functions in order, and those that have not been released. */
  readonly codes: readonly CodeId[];
  readonly live: Set<CodeId>;
  /** What its references go to. */
  readonly stubs: readonly StubId[];
}

/** A function of the host. */
export interface LinkedHostFunction {
  readonly kind: 'linkHostFunction';
  readonly name: string;
  readonly type: FunctionType;
}

/** A function that executors have themselves. */
export interface LinkedProcessFunction {
  readonly kind: 'linkProcessFunction';
  readonly name: string;
  readonly type: FunctionType;
  readonly scope: ProcessScope;
}

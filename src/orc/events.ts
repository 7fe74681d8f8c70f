/** The events of a session. An event that nobody listens to costs nothing. */

import type { IRFunction } from '../ir/index.ts';
import { expectFunction } from '../source/index.ts';

/** The events, with what they carry. Durations are in milliseconds. */
export interface SessionEvents {
  /** A name was given a definition; nothing was compiled. */
  defined: { readonly name: string; readonly redefinition: boolean };
  /** A step of a compilation has ended. */
  stage: {
    readonly name: string;
    readonly stage: Stage;
    readonly start: number;
    readonly duration: number;
  };
  /** A pass of an optimizer has run over a function. */
  pass: {
    readonly name: string;
    readonly pass: string;
    /** The function as it is now. */
    readonly fn: IRFunction;
    readonly changed: boolean;
    readonly start: number;
    readonly duration: number;
  };
  /**
   * A function has been compiled and linked, and its stub points to the code. Functions of one module
   * are ready at once; each is told.
   */
  ready: {
    readonly name: string;
    readonly size: number;
    readonly start: number;
    readonly duration: number;
  };
  /** The cache was asked for a module's object; `name` is the module's first function. */
  cache: { readonly name: string; readonly hit: boolean };
  /** The cache threw, or had bytes that are no object. The session compiles instead. Told once. */
  cacheFailed: { readonly error: unknown };
  /** The body of a function was copied into another one, `into`, which is being compiled. */
  inlined: { readonly name: string; readonly into: string };
  /** A call has been answered without compiling the function. */
  interpreted: { readonly name: string };
  /** A compilation has failed. The function is lazy as before. */
  failed: { readonly name: string; readonly error: unknown };
  /** A function became lazy again because something that its code contains has changed. */
  invalidated: { readonly name: string };
  removed: { readonly name: string };
}

/** The steps from a definition to running code. */
export type Stage = 'lower' | 'optimize' | 'compile' | 'link';

type Listener<E> = (event: E) => void;

/** Typed events. Listeners are called at once, in the order in which they came. */
export class EventEmitter<Events> {
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>();

  /** Calls `listener` at every event of a type, until the function that is returned is called. */
  on<T extends keyof Events>(type: T, listener: Listener<Events[T]>): () => void {
    expectFunction('a listener', listener);
    let listeners = this.#listeners.get(type);
    if (listeners === undefined) {
      listeners = new Set();
      this.#listeners.set(type, listeners);
    }
    listeners.add(listener as Listener<never>);
    return () => {
      listeners.delete(listener as Listener<never>);
      if (listeners.size === 0) this.#listeners.delete(type);
    };
  }

  /** Calls `listener` at the next event of a type, unless the function that is returned is called first. */
  once<T extends keyof Events>(type: T, listener: Listener<Events[T]>): () => void {
    expectFunction('a listener', listener);
    const stop = this.on(type, (event) => {
      stop();
      listener(event);
    });
    return stop;
  }

  /** Forgets all listeners. */
  clear(): void {
    this.#listeners.clear();
  }

  /** Whether anybody listens. Ask before building an event on a hot path. */
  has(type: keyof Events): boolean {
    return this.#listeners.has(type);
  }

  /**
   * Tells the listeners, in the order in which they came. An exception of a listener becomes an
   * uncaught one of its own, as with `EventTarget`: no listener can fail a compilation or a call.
   */
  emit<T extends keyof Events>(type: T, event: Events[T]): void {
    const listeners = this.#listeners.get(type);
    if (listeners === undefined) return;
    for (const listener of [...listeners]) {
      try {
        (listener as Listener<Events[T]>)(event);
      } catch (thrown) {
        queueMicrotask(() => {
          throw thrown;
        });
      }
    }
  }
}

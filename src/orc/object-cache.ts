/**
 * Keeps compiled objects by content: a module whose code was compiled before, here or in another
 * process, is linked again without the compiler.
 */
import { externalsOf, type IRModule, isSameType, printModule } from '../ir/index.ts';
import { InvalidArgumentError, type Steps } from '../source/index.ts';
import { buildId } from './build-id.ts';
import { contentHash } from './content-hash.ts';
import type { Compiler, Engine, ObjectFile, ObjectFormat } from './engine.ts';
import type { EventEmitter, SessionEvents } from './events.ts';
import { hasStackLeft, isStackOverflow } from './stack-probe.ts';

/**
 * A store of objects that a session asks before it compiles. A `Map` is one. Objects of an engine
 * for machine code run in the process: keep them where only the user can write.
 *
 * Both functions may throw, and `get` may return any bytes. The session then compiles, as if nothing
 * were there.
 *
 * @example
 * const cache = new Map<string, Uint8Array>();
 * const first = new KaleidoscopeJIT({ cache });
 * const second = new KaleidoscopeJIT({ cache }); // compiles nothing that `first` has compiled
 */
export interface ObjectCache {
  /** Returns the bytes that were set for a key: 64 hexadecimal digits. */
  get(key: string): Uint8Array | undefined;
  /** Keeps an object. May forget it at any time. */
  set(key: string, object: Uint8Array): unknown;
}

/** Raise it when the meaning of keys changes. */
const KEY_VERSION = 1;

/** Takes objects from a cache, and has a compiler make those that are not there. */
export class CachingCompiler<O extends ObjectFile> implements Compiler<O> {
  readonly #compiler: Compiler<O>;
  readonly #format: ObjectFormat<O>;
  readonly #cache: ObjectCache;
  readonly #events: EventEmitter<SessionEvents>;
  /** All that decides on code besides the IR. */
  readonly #origin: string;
  #hasFailed = false;

  /** @throws InvalidArgumentError unless the engine's objects can be kept. */
  constructor(
    { name, compiler, targetMachine }: Engine<O>,
    cache: ObjectCache,
    events: EventEmitter<SessionEvents>,
  ) {
    const { objectFormat, fingerprint } = compiler;
    if (objectFormat === undefined || fingerprint === undefined) {
      throw new InvalidArgumentError(`the engine '${name}' makes objects that cannot be kept`);
    }
    this.#compiler = compiler;
    this.#format = objectFormat;
    this.#cache = cache;
    this.#events = events;
    const { triple, cpu, dataLayout } = targetMachine;
    this.#origin = JSON.stringify([
      ...[KEY_VERSION, buildId, name, fingerprint],
      ...[triple, cpu, dataLayout],
    ]);
  }

  /** Takes a module's object from the cache, or compiles the module. */
  compile(module: IRModule): O {
    const key = this.#keyOf(module);
    return this.#find(key, module) ?? this.#keep(key, this.#compiler.compile(module));
  }

  /** Does the same, and pauses where the compiler does. */
  *compileInSteps(module: IRModule): Steps<O> {
    const key = this.#keyOf(module);
    const found = this.#find(key, module);
    if (found !== undefined) return found;
    const steps = this.#compiler.compileInSteps?.(module);
    return this.#keep(key, steps ? yield* steps : this.#compiler.compile(module));
  }

  #keyOf(module: IRModule): string {
    const text = `${this.#origin}\n${printModule(module)}`;
    return contentHash(new TextEncoder().encode(text));
  }

  #find(key: string, module: IRModule): O | undefined {
    const bytes = this.#attempt(() => this.#cache.get(key));
    const object = bytes && this.#attempt(() => this.#format.deserialize(bytes));
    const found = object && isObjectOf(module, object) ? object : undefined;
    const [first] = module.functions;
    if (first !== undefined && this.#events.has('cache')) {
      this.#events.emit('cache', { name: first.name, hit: found !== undefined });
    }
    return found;
  }

  #keep(key: string, object: O): O {
    this.#attempt(() => this.#cache.set(key, this.#format.serialize(object)));
    return object;
  }

  /**
   * Tells of the first exception: one that happens thousands of times says no more. Where the stack is
   * nearly full it says nothing about the cache; the compiler, which comes next, overflows too.
   */
  #attempt<T>(action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      if (this.#hasFailed || (isStackOverflow(error) && !hasStackLeft())) return undefined;
      this.#hasFailed = true;
      this.#events.emit('cacheFailed', { error });
      return undefined;
    }
  }
}

/** Whether the object defines what the module does, in its order, and calls nothing else. */
function isObjectOf(module: IRModule, { definitions, references }: ObjectFile): boolean {
  const { functions } = module;
  const externals = externalsOf(module);
  return (
    definitions.length === functions.length &&
    definitions.every(({ name, type }, i) => {
      const fn = functions[i]!; // as many as definitions
      return name === fn.name && isSameType(type, fn.type);
    }) &&
    references.every(({ name, type }) => {
      const called = externals.get(name);
      return called !== undefined && isSameType(type, called);
    })
  );
}

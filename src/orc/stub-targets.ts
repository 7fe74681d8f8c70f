/** What stubs may be pointed to. Executors check it: stubs can be pointed by hand. */
import { isSameType } from '../ir/index.ts';
import type { Code, CompileAction, Stub } from './engine.ts';
import { CallTypeError, SessionDisposedError, SymbolsNotFoundError } from './errors.ts';

/** In the place of code that was freed while a stub pointed to it. */
export class MissingCode implements CompileAction {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  /** @throws SymbolsNotFoundError always. */
  compile(): never {
    throw new SymbolsNotFoundError([this.#name]);
  }
}

/** What stubs are pointed to when their session ends. */
export class DisposedSession implements CompileAction {
  compile(): never {
    throw new SessionDisposedError();
  }
}

/**
 * Checks that a stub can be pointed to `target`. `isOwnCode`: whether that is code of the executor
 * whose stub it is.
 *
 * @throws CallTypeError for code of another type, SymbolsNotFoundError for code that was freed, and TypeError for what is neither the executor's code nor an action.
 */
export function checkTarget(
  stub: Stub,
  target: (Code & { readonly isFreed?: boolean }) | CompileAction,
  isOwnCode: boolean,
): void {
  if ('compile' in target) return;
  if (!isOwnCode) throw new TypeError('the code is not that of this executor');
  if (!isSameType(target.type, stub.type)) {
    throw new CallTypeError(target.name, target.type, stub.type);
  }
  if (target.isFreed === true) throw new SymbolsNotFoundError([target.name]);
}

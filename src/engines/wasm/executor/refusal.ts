/** What it means when the host does not take a module: `LinkError`, with a reason. */
import { isStackOverflow, LinkError } from '../../../orc/index.ts';

/**
 * Runs what does nothing but compile and instantiate a module for these functions.
 *
 * @throws LinkError when the host refuses the module.
 */
export function linking<T>(symbols: readonly string[], makeInstance: () => T): T {
  try {
    return makeInstance();
  } catch (cause) {
    throw explainRefusal(symbols, cause);
  }
}

/** What it means that making an instance has failed so. */
export function explainRefusal(symbols: readonly string[], cause: unknown): unknown {
  const isRefusal = cause instanceof WebAssembly.CompileError || cause instanceof RangeError;
  if (!isRefusal || isStackOverflow(cause)) return cause;
  return new LinkError(symbols, reasonOf(cause), { cause });
}

/** Hosts refuse what is too large for them, or all modules. Only messages tell which. */
function reasonOf({ message }: Error): string {
  // No regular expression: the stack may be almost full here, which V8 takes for lack of memory.
  const text = message.toLowerCase();
  if (!text.includes('content security policy') && !text.includes('csp')) return message;
  return "the page's content security policy forbids WebAssembly; script-src needs 'wasm-unsafe-eval'";
}

/** How the engines of JavaScript say that the stack is full. */
import { LOOP_SUFFIX } from './compiler.ts';

/** V8 and JavaScriptCore throw a `RangeError`, Firefox an `InternalError` of its own. */
export function isStackOverflow(thrown: unknown): thrown is Error {
  if (!(thrown instanceof Error)) return false;
  if (thrown instanceof RangeError) return thrown.message.includes('call stack');
  return thrown.name === 'InternalError' && thrown.message === 'too much recursion';
}

/**
 * The functions of the innermost frames, from the names that V8 and Firefox write into stack
 * traces. JavaScriptCore writes none.
 */
export function functionsOnStack({ stack = '' }: Error): string[] {
  const names: string[] = [];
  for (const line of stack.split('\n')) {
    const name = /^\s+at (.+) \(wasm:\/\/|^(.+)@.*:wasm-function\[/.exec(line);
    const found = name?.[1] ?? name?.[2];
    if (found !== undefined && !found.endsWith(LOOP_SUFFIX)) names.push(found);
  }
  return names;
}

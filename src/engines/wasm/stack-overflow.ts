/** Which functions of ours were on the stack when it was full. */
import { LOOP_SUFFIX } from './compiler.ts';

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

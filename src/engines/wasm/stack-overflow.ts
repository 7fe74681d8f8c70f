/** Which functions of ours were on the stack when it was full. */
import { LOOP_SUFFIX } from './compiler.ts';

/**
 * The functions of the innermost frames, from the names that V8 and Firefox write into stack
 * traces. JavaScriptCore writes none.
 */
export function functionsOnStack({ stack = '' }: Error): string[] {
  const names: string[] = [];
  for (const line of stack.split('\n')) {
    const name = nameInV8(line) ?? nameInFirefox(line);
    if (name !== undefined && !name.endsWith(LOOP_SUFFIX)) names.push(name);
  }
  return names;
}

// The stack may be almost full here, where V8 calls a regular expression invalid.

/** `    at f (wasm://wasm/fe453926:wasm-function[0]:0x1d)` */
function nameInV8(line: string): string | undefined {
  const before = '    at ';
  const end = line.indexOf(' (wasm://');
  return end !== -1 && line.startsWith(before) ? line.slice(before.length, end) : undefined;
}

/** `f@https://host/file.js line 12 > WebAssembly.Module:wasm-function[0]:0x1d` */
function nameInFirefox(line: string): string | undefined {
  if (!line.includes(':wasm-function[')) return undefined;
  const end = line.lastIndexOf('@', line.indexOf('://')); // files may have an @ in their names
  return end > 0 ? line.slice(0, end) : undefined;
}

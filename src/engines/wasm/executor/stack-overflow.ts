/** Which functions of ours were on the stack when it was full. */
import { LOOP_SUFFIX } from '../format/object.ts';

export interface FunctionsOnStack {
  /** The innermost functions, innermost first. */
  readonly names: readonly string[];
  /** How many there are; unknown unless the trace is whole. */
  readonly depth: number | undefined;
}

const MOST_NAMES = 100;

/**
 * The functions of the innermost frames, from the names that V8 and Firefox write into stack
 * traces. JavaScriptCore writes none.
 */
export function functionsOnStack({ stack = '' }: Error): FunctionsOnStack {
  const names: string[] = [];
  const lines = stack.split('\n');
  for (const line of lines) {
    const name = nameInV8(line) ?? nameInFirefox(line);
    if (name !== undefined && !name.endsWith(LOOP_SUFFIX)) names.push(name);
  }
  const { stackTraceLimit = 0 } = Error as { readonly stackTraceLimit?: number }; // V8's
  const isWhole = names.length > 0 && lines.length <= stackTraceLimit;
  return { names: names.slice(0, MOST_NAMES), depth: isWhole ? names.length : undefined };
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

/** The table that `:stubs` shows. */

import type { FunctionInfo, FunctionState } from '../definitions.ts';
import type { Paint } from './command-context.ts';

const HEADER = ['function', 'state', 'code'] as const;

export function stubTable(functions: readonly FunctionInfo[], paint: Paint): string {
  if (functions.length === 0) return 'no functions are defined';
  const rows = functions.map((info) => ({
    cells: [info.signature, info.state, codeOf(info)] as const,
    state: info.state,
  }));
  const [first, second] = [0, 1].map((column) =>
    Math.max(HEADER[column]!.length, ...rows.map(({ cells }) => cells[column]!.length)),
  ) as [number, number];
  const colours: Record<FunctionState, (text: string) => string> = {
    compiled: paint.green,
    failed: paint.red,
    interpreted: paint.yellow,
    lazy: paint.yellow,
  };
  const lines = rows.map(
    ({ cells: [signature, label, size], state }) =>
      `${signature.padEnd(first)}  ${colours[state](label.padEnd(second))}  ${size}`,
  );
  const header = `${HEADER[0].padEnd(first)}  ${HEADER[1].padEnd(second)}  ${HEADER[2]}`;
  return [paint.dim(header), ...lines].join('\n');
}

/** The size of a function's code, or the number of its interpreted calls. */
function codeOf({ size, state, interpretedCalls }: FunctionInfo): string {
  if (size !== undefined) return `${size} bytes`;
  if (state !== 'interpreted') return '-';
  return `${interpretedCalls} call${interpretedCalls === 1 ? '' : 's'}`;
}

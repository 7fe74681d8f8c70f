/** A session as text, for people who look for what it has. */
import type { Definition, JITDylib } from './jit-dylib.ts';
import type { SymbolReference } from './symbol-reference.ts';

/**
 * A dylib with its symbols, and the names that its code calls and that mean nothing now.
 *
 *     main, searches main, host
 *       fib/1     ready, 92 bytes
 *       square/1  lazy
 *       nosuch/1  undefined
 */
export function dumpDylib(dylib: JITDylib): string {
  const rows = [
    ...Array.from(dylib.definitions(), (definition) => [spell(definition), describe(definition)]),
    ...Array.from(dylib.references())
      .filter(({ name }) => dylib.find(name) === undefined)
      .map((reference) => [spell(reference), 'undefined']),
  ];
  const width = Math.max(0, ...rows.map(([name]) => name!.length));
  const lines = rows.map(([name, state]) => `  ${name!.padEnd(width)}  ${state}\n`);
  const order = dylib.searchOrder.map(({ name }) => name).join(', ');
  return `${dylib.name}, searches ${order}\n${lines.join('')}`;
}

function spell({ name, type }: Definition | SymbolReference): string {
  return `${name}/${type.parameters.length}`;
}

function describe({ symbol, exported }: Definition): string {
  const { state = 'lazy', code } = symbol ?? {};
  const size = code === undefined ? '' : `, ${code.size} bytes`;
  return `${state}${size}${exported === false ? ', hidden' : ''}`;
}

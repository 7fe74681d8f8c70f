/** Every error class of every public entry point has a code of its own, which the docs list. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as llvm from '../src/engines/llvm/index.ts';
import * as wasm from '../src/engines/wasm/index.ts';
import * as browserExecutors from '../src/executors/browser/index.ts';
import * as executors from '../src/executors/index.ts';
import * as nodeExecutors from '../src/executors/node/index.ts';
import * as main from '../src/index.ts';
import * as ir from '../src/ir/index.ts';
import * as passes from '../src/passes/index.ts';

const page = readFileSync(fileURLToPath(new URL('../docs/library.md', import.meta.url)), 'utf8');
const exported: Readonly<Record<string, unknown>> = {
  ...main,
  ...ir,
  ...passes,
  ...wasm,
  ...llvm,
  ...executors,
  ...nodeExecutors,
  ...browserExecutors,
};
const classes = Object.entries(exported).filter(
  (entry): entry is [string, new (...args: unknown[]) => Error] =>
    typeof entry[1] === 'function' && entry[1].prototype instanceof Error,
);

test('there are error classes', () => {
  expect(classes.length).toBeGreaterThan(15);
});

test.each(classes)('%s', (name, ErrorClass) => {
  const words = name.replace(/Error$/, '').match(/[A-Z]+(?![a-z])|[A-Z][a-z]+/g)!;
  const code = `ERR_${words.join('_').toUpperCase()}`;
  const error = new ErrorClass(...argumentsOf(name));
  expect(error).toMatchObject({ name, code });
  expect(page).toMatch(new RegExp(`\\| \`${name}\` \\| \`${code}\` \\| .+ \\|`));
});

test('the library throws no other errors, but for a mistake of its own', () => {
  const root = fileURLToPath(new URL('../src', import.meta.url));
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('cli'))
    .filter((path) => /new (Type|Range)?Error\(/.test(readFileSync(join(root, path), 'utf8')))
    .sort();
  expect(files).toEqual([
    'engines/llvm/executor/executor.ts', // an executor without a controller
    'engines/wasm/executor/executor.ts', // likewise
    'ir/interpreter.ts', // IR that was not verified
    'orc/id-table.ts', // a controller that names what is not there
  ]);
});

/** What the constructors of these classes look at. */
function argumentsOf(name: string): unknown[] {
  switch (name) {
    case 'DiagnosticError':
      return [[main.error({ source: new main.SourceFile('a', ''), start: 0, end: 0 }, 'm')]];
    case 'PassError':
      return ['pass', 'before', new Error('cause')];
    case 'VerifierError':
      return [[], []];
    case 'CallTypeError':
    case 'SymbolTypeError':
      return ['f', ir.functionOfDoubles(1), ir.functionOfDoubles(2)];
    case 'LimitError':
      return ['functions', 1];
    default:
      return /Symbol(s?NotFound|Definitions)|Link|StackOverflow|Deadline/.test(name)
        ? [['f']]
        : ['f'];
  }
}

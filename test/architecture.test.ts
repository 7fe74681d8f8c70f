/** The folder table of ARCHITECTURE.md: who may import whom. No file is on an import cycle, types included. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../src', import.meta.url));

const stages: Readonly<Record<string, readonly string[]>> = {
  source: [],
  language: ['source'],
  ir: ['source'],
  lowering: ['source', 'language', 'ir'],
  analysis: ['ir'],
  passes: ['source', 'ir', 'analysis'],
  orc: ['source', 'ir'],
  'engines/wasm/format': ['ir', 'orc'],
  'engines/wasm/compiler': ['ir', 'analysis', 'orc', 'engines/wasm/format'],
  'engines/wasm/executor': ['ir', 'orc', 'engines/wasm/format'],
  'engines/wasm': ['orc', 'engines/wasm/format', 'engines/wasm/compiler', 'engines/wasm/executor'],
  'engines/llvm/binding': [],
  'engines/llvm/compiler': ['ir', 'orc', 'engines/llvm/binding'],
  'engines/llvm/executor': ['ir', 'orc', 'engines/llvm/binding', 'engines/llvm/compiler'],
  'engines/llvm': ['orc', 'engines/llvm/binding', 'engines/llvm/compiler', 'engines/llvm/executor'],
  runtime: ['source', 'ir', 'orc'],
  'executors/nats': ['executors'],
  'executors/browser': ['executors'],
  'executors/node': [
    'source',
    'executors',
    'executors/nats',
    'runtime',
    'orc',
    'engines/llvm',
    'engines/llvm/binding',
  ],
  executors: ['source', 'ir', 'runtime', 'orc', 'engines/wasm', 'engines/wasm/format'],
  aot: ['source', 'language', 'ir', 'passes', 'runtime', 'engines/wasm'],
  kaleidoscope: ['source', 'language', 'ir', 'lowering', 'passes', 'orc', 'runtime'],
};

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replaceAll('\\', '/'));

/** Import specifiers of a file, those of types included. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = [
    ...text.matchAll(/^(?:import|export)\s[^'";]*?\bfrom '([^']+)';|^import '([^']+)';/gms),
  ];
  const dynamic = [...text.matchAll(/\bimport\('([^']+)'\)/g)].map((match) => match[1]!);
  return [...found.map((match) => match[1] ?? match[2]!), ...dynamic]; // one of them matches
}

function target(file: string, specifier: string): string {
  return relative(root, join(root, dirname(file), specifier)).replaceAll('\\', '/');
}

function stageOf(file: string): string | undefined {
  return Object.keys(stages).find((stage) => file.startsWith(`${stage}/`));
}

test('imports follow the folder table', () => {
  const wrong: string[] = [];
  for (const file of files) {
    const stage = stageOf(file);
    if (stage === undefined) continue; // the façade, the index and the command line
    for (const specifier of importsOf(file)) {
      const other = specifier.startsWith('.') ? stageOf(target(file, specifier)) : undefined;
      if (specifier.startsWith('.') && (other === stage || stages[stage]!.includes(other ?? '')))
        continue;
      const usesFacade = stage === 'aot' || stage === 'executors';
      if (usesFacade && specifier === '../kaleidoscope-jit.ts') continue;
      if (stage === 'executors' && specifier === '@msgpack/msgpack') continue;
      if (stage === 'executors/nats' && specifier === '@nats-io/nats-core') continue; // types
      if (stage === 'executors/node' && /^(node:|@nats-io\/)/.test(specifier)) continue;
      if (stage === 'source' && specifier === 'get-east-asian-width') continue;
      if (stage === 'orc' && specifier.startsWith('@noble/hashes/')) continue;
      if (stage.startsWith('engines/llvm') && /^(?:node:|koffi$)/.test(specifier)) continue;
      wrong.push(`${file} imports ${specifier}`);
    }
  }
  expect(wrong).toEqual([]);
});

/** What the rooms of the command line may import of each other. Outside of it they import anything. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  'cli/terminal': [],
  'cli/session': ['cli/terminal'],
  'cli/repl': ['cli/terminal'],
  'cli/commands': ['cli/terminal', 'cli/session', 'cli/repl'],
};

test('the rooms of the command line import each other one way', () => {
  const wrong: string[] = [];
  for (const file of files) {
    const room = Object.keys(rooms).find((each) => file.startsWith(`${each}/`));
    if (room === undefined) continue;
    for (const specifier of importsOf(file)) {
      if (!specifier.startsWith('.')) continue;
      const other = target(file, specifier);
      const allowed = [room, ...rooms[room]!].some((each) => other.startsWith(`${each}/`));
      if (other.startsWith('cli/') && !allowed) wrong.push(`${file} imports ${specifier}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('nothing that the library reaches needs Node', () => {
  const reached = new Set<string>();
  const work = [
    'index.ts',
    'ir/index.ts',
    'orc/index.ts',
    'passes/index.ts',
    'aot/index.ts',
    'engines/wasm/index.ts',
    'executors/index.ts',
    'executors/browser/index.ts',
    'executors/browser/worker-main.ts',
  ];
  for (let file = work.pop(); file !== undefined; file = work.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const specifier of importsOf(file)) {
      expect(specifier, file).not.toMatch(/^node:/);
      if (specifier.startsWith('.')) work.push(target(file, specifier));
    }
  }
  expect(reached.size).toBeGreaterThan(20);
});

test('no file imports itself through others, not even for types', () => {
  const state = new Map<string, 'open' | 'done'>();
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    expect(state.get(file), [...path, file].join(' → ')).not.toBe('open');
    state.set(file, 'open');
    for (const specifier of importsOf(file)) {
      if (specifier.startsWith('.')) visit(target(file, specifier), [...path, file]);
    }
    state.set(file, 'done');
  };
  for (const file of files) visit(file, []);
});

test('no module-level mutable state', () => {
  const found = files.filter((file) =>
    /^(?:export )?let /m.test(readFileSync(join(root, file), 'utf8')),
  );
  expect(found).toEqual([]);
});

/**
 * Every code block of the README, of CONTRIBUTING.md and of docs/ does what the page says it does, on the package that
 * is built from the current sources. With `BLESS=1` in the environment the README's conversation
 * is replaced by what is said.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { describe, expect, inject, test } from 'vitest';
import { ReplSession } from '../src/cli/repl/session.ts';
import { createWasmEngine } from '../src/engines/wasm/index.ts';
import { KaleidoscopeJIT } from '../src/kaleidoscope-jit.ts';
import { runCase } from './support/case-runner.ts';
import { engines } from './support/engines.ts';
import { isLong } from './support/long.ts';
import { type CodeBlock, codeBlocks } from './support/markdown.ts';
import { missingForC, missingLLVM } from './support/native.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'test/README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** What `kaleidoscope` stands for in the pages. */
const [, executable = ''] =
  /`kaleidoscope` stands for `([^`]+)`/.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];

/** Where commands run: the package, its examples, and the program that the pages talk about. */
const folder = mkdtempSync(join(inject('bundle'), 'docs-'));
for (const name of ['package.json', 'dist'])
  cpSync(join(inject('bundle'), name), join(folder, name), { recursive: true });
cpSync(join(root, 'examples'), join(folder, 'examples'), { recursive: true });
for (const name of ['scripts', 'src', 'test', 'node_modules'])
  symlinkSync(join(root, name), join(folder, name));
writeFileSync(join(folder, 'small.ks'), blocksOf('CONTRIBUTING.md', 'kaleidoscope').join(''));
writeFileSync(join(folder, 'shapes.ks'), 'extern cos(x) def area(r) 3 * r * r def turn(x) cos(x)');

/** Blocks that are no program and no command, by their first lines. */
const notCode: Readonly<Record<string, string>> = {
  "kaleidoscope [options] [FILE...]          run programs in one session; '-' is standard input":
    'ways to call the command',
  'program    = {definition | "extern" prototype | expression | ";"}': 'a grammar',
  'for i = 1, i < n in …                       # Kaleidoscope':
    'lines of two programs of bench/suite',
  'controller                                           executor': 'a diagram',
  '; call: f(5, 2)': 'lines of a case, in which everything around them is missing',
};

/** Commands that the tests do not run. */
const notRun: Readonly<Record<string, string>> = {
  'npm ci': '.ci/run does',
  'npm test': '.ci/run does',
  'npm run test:long': '.ci/run does',
  'npm run test:browsers': '.ci/run does',
  'npm run test:nodes': '.ci/run does',
  'npm run lint && npm run types': '.ci/run does',
  '.ci/run': 'runs this test',
  'npx vitest run test/passes/cases.test.ts': 'a test of this run',
  "npx vitest run test/cases.test.ts -t 'wasm: language/for'": 'tests of this run',
  'npx vitest run test/cases.test.ts -t for': 'tests of this run',
  'BLESS=1 npx vitest run test/cases.test.ts': 'would hide what this run is to find',
  'npm run fuzz -- --minutes 10 --seed 1': 'takes ten minutes; test/fuzz tries it',
  'npm run fuzz -- --minutes 10 --stress': 'takes ten minutes; test/fuzz tries it',
  'npm run fuzz -- --minutes 10 --engine llvm --kind ir': 'takes ten minutes; test/fuzz tries it',
  'npm ci && npm start -- examples/mandelbrot.ks': '.ci/run does',
  'npm ci && npm test': '.ci/run does',
  'apt-get install libllvm22': 'changes the machine',
  'npm run build': '.ci/run does',
  'node scripts/run.mjs bench/executors-in-browsers.ts':
    'measures; test/browser tries the same in the browsers that are installed',
  'node bench/executors.mjs': 'measures; test/executors tries the same',
  'node bench/suite.mjs': 'takes ten minutes; test/bench.test.ts runs its programs',
  'node bench/suite.mjs --quick --only fib,primes': 'needs other languages',
};

/** Commands that are run in long tests alone, by how they begin. */
const SLOW = /^npm run reduce /;
const TIMEOUT = isLong ? 600_000 : 60_000;

const runners: Readonly<Record<string, (block: CodeBlock) => void>> = {
  kaleidoscope: runAsCase,
  ks: ({ text }) => {
    const actual = converse(inputsOf(text));
    if (process.env['BLESS'] === '1') replaceInReadme(text, actual);
    else expect(actual).toBe(text);
  },
  indented: ({ text }) => (text.startsWith('$ ') ? checkTranscript(text) : runCommands(text)),
};

/** Blocks in these languages are checked below, page by page. */
const elsewhere = ['js', 'ts', 'c'];

for (const page of pages) {
  describe(page, () => {
    const blocks = codeBlocks(join(root, page), page);
    for (const block of blocks.filter(({ language }) => !elsewhere.includes(language))) {
      if (notCode[firstLine(block.text)] !== undefined) continue;
      const missing = /--engine=llvm| -o \S+\.o\b/.test(block.text) ? missingLLVM : undefined;
      test.skipIf(missing !== undefined)(
        `${block.place}${missing ?? ''}`,
        () => {
          const run = runners[block.language];
          if (run === undefined) throw new Error(`no test knows blocks of '${block.language}'`);
          run(block);
        },
        TIMEOUT,
      );
    }

    test('names files that exist', () => {
      const text = readFileSync(join(root, page), 'utf8');
      const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => path!);
      expect(links.filter((path) => !existsSync(join(root, dirname(page), path)))).toEqual([]);
    });
  });
}

test('what is not run is still there', () => {
  const texts = pages.map((page) => readFileSync(join(root, page), 'utf8')).join('\n');
  const listed = [...Object.keys(notCode), ...Object.keys(notRun)];
  expect(listed.filter((line) => !texts.includes(line))).toEqual([]);
});

test('README.md shows examples/embedding.mjs, and what it prints', () => {
  const program = readFileSync(join(root, 'examples/embedding.mjs'), 'utf8');
  expect(blocksOf('README.md', 'js')).toEqual([program]);
  const promised = [...program.matchAll(/^console\.log\(.*\/\/.*?(\S+)$/gm)].map(
    ([, last]) => last,
  );
  const { stdout, stderr } = node('examples/embedding.mjs');
  expect(stderr).toBe('');
  const isNumber = (line: string) => /^\d+$/.test(line);
  expect(stdout.split('\n').filter(isNumber)).toEqual(promised);
  expect(promised).toHaveLength(3);
});

test('docs/library.md', () => {
  const program = blocksOf('docs/library.md', 'js').join('');
  const checked = program.replace(/^( *)([^\s/].*); *(?:\n *)?\/\/ → (.*)$/gm, '$1check($2, $3);');
  const prelude = "import { deepStrictEqual as check } from 'node:assert';\n";
  expect(checked.match(/^ *check\(/gm)).toHaveLength(program.match(/\/\/ →/g)!.length);
  runProgram(prelude + checked);
});

test.skipIf(missingLLVM !== undefined)(`docs/library.md, on LLVM${missingLLVM ?? ''}`, () => {
  const blocks = blocksOf('docs/library.md', 'ts');
  expect(blocks).toHaveLength(2);
  const prelude = "import { KaleidoscopeJIT } from 'kaleidoscope-jit';\n";
  const checked = blocks
    .join('')
    .replace(/^(.*); \/\/ → (.*)$/m, 'if ($1 !== $2) throw new Error();');
  expect(checked).not.toContain('→');
  const program = `${prelude}${checked}\nif (jit.evaluate('1 + 1') !== 2) throw new Error();`;
  runProgram(transformSync(program, { loader: 'ts', target: 'node20' }).code);
});

test('docs/ahead-of-time.md, in JavaScript', () => {
  const [program = ''] = blocksOf('docs/ahead-of-time.md', 'js');
  expect(run('kaleidoscope build shapes.ks -o shapes.wasm')).toBe('');
  const prelude = `import { readFileSync } from 'node:fs';
const headers = { 'content-type': 'application/wasm' };
globalThis.fetch = async (path) => new Response(readFileSync(path), { headers });
`;
  const checked = program.replace(/^(.*); \/\/ → (.*)$/gm, 'if ($1 !== $2) throw new Error();');
  expect(checked).not.toBe(program);
  runProgram(prelude + checked);
});

test.skipIf(missingForC !== undefined)(`docs/ahead-of-time.md, in C${missingForC ?? ''}`, () => {
  const [definitions = ''] = blocksOf('docs/ahead-of-time.md', 'c');
  writeFileSync(join(folder, 'host.c'), `#include <stdio.h>\n${definitions}`);
  const result = spawnSync('cc', ['-Wall', '-c', 'host.c'], { cwd: folder, encoding: 'utf8' });
  expect(result).toMatchObject({ stdout: '', stderr: '', status: 0 });
});

function runAsCase({ text }: CodeBlock): void {
  const program = `# run\n${text}`;
  const { reference, jit, inlining } = runCase(program, engines[0]!);
  expect(reference, 'on the reference').toBe(program);
  expect(jit, 'on the JIT').toBe(program);
  expect(inlining, 'on the JIT, with inlining').toBe(program);
}

/** Commands after `$ `, and what they write to a terminal; `…` stands for any lines. */
function checkTranscript(transcript: string): void {
  for (const part of transcript.split(/^\$ /m).slice(1)) {
    const command = firstLine(part);
    const expected = part.slice(command.length + 1).split('\n');
    const pattern = expected.map((line) => (line.trim() === '…' ? '[^]*' : escaped(line)));
    const actual = run(command);
    if (pattern.includes('[^]*')) expect(actual).toMatch(new RegExp(`^${pattern.join('\n')}$`));
    else expect(actual).toBe(expected.join('\n'));
  }
}

/** Lines of shell, perhaps with comments, that succeed. */
function runCommands(text: string): void {
  for (const line of text.trim().split('\n')) {
    const command = line.replace(/ {2,}#.*/, '');
    if (notRun[command] !== undefined || (SLOW.test(command) && !isLong)) continue;
    run(`set -e; ${command}`, 0);
  }
}

/** Runs a line of shell; gives what it writes to standard output and standard error, in order. */
function run(command: string, status?: number): string {
  const prelude = `kaleidoscope() { ${executable} "$@"; }; exec 2>&1\n`;
  const { NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, ...inherited } = process.env;
  const env = { ...inherited, NODE_PATH: join(root, 'node_modules') };
  const result = spawnSync('bash', ['-c', prelude + command], {
    cwd: folder,
    encoding: 'utf8',
    env,
  });
  if (status !== undefined) expect(result.status, `${command}\n${result.stdout}`).toBe(status);
  return result.stdout;
}

/** Runs a program that finds the package as a user's would; it must end well and print nothing. */
function runProgram(text: string): void {
  writeFileSync(join(folder, 'program.mjs'), text);
  expect(node('program.mjs')).toMatchObject({ stdout: '', stderr: '', status: 0 });
}

function node(...args: string[]) {
  const env = { ...process.env, NODE_PATH: join(root, 'node_modules') };
  return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env });
}

function blocksOf(page: string, language: string): string[] {
  const blocks = codeBlocks(join(root, page), page).filter((block) => block.language === language);
  return blocks.map(({ text }) => text);
}

function firstLine(text: string): string {
  return text.slice(0, text.indexOf('\n'));
}

/** What was typed: the lines after prompts. */
function inputsOf(transcript: string): string[] {
  const lines = transcript.split('\n').filter((line) => /^(ks> |\.\.\. )/.test(line));
  return lines.join('\n').slice('ks> '.length).split('\nks> ');
}

/** The REPL's half of a conversation, and the prompts and the inputs between it. */
function converse(inputs: readonly string[]): string {
  let screen = '';
  const show = (text: string) => {
    screen += text;
  };
  const output = (bytes: Uint8Array) => show(new TextDecoder().decode(bytes));
  const display = {
    columns: 80,
    print: (text: string) => show(`${text}\n`),
    freshLine: () => show(screen.endsWith('\n') ? '' : '\n'),
  };
  const engine = createWasmEngine({ checkpoints: false }); // as on the command line
  using jit = new KaleidoscopeJIT({ engine, output });
  const session = new ReplSession(jit, display, false);
  for (const input of inputs) {
    show(`ks> ${input}\n`);
    session.enter(input.replaceAll('\n... ', '\n'));
    display.freshLine();
  }
  return screen;
}

function replaceInReadme(before: string, after: string): void {
  const path = join(root, 'README.md');
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(before, () => after),
  );
}

/** A pattern that matches just this text. */
function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

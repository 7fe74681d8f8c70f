import { type ChildProcess, spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { findCommands } from '../../src/cli/repl/commands/command-line.ts';
import { COMMANDS, sourceStart } from '../../src/cli/repl/commands/commands.ts';
import { layOut } from '../../src/cli/repl/editor/layout.ts';
import { bufferOf, left, lineUp, wordLeft } from '../../src/cli/repl/editor/text-buffer.ts';
import { type ReplOptions, startRepl } from '../../src/cli/repl/index.ts';
import { complete } from '../../src/cli/repl/input/completer.ts';
import { highlight, STYLES } from '../../src/cli/repl/input/highlighter.ts';
import { defaultHistoryFile, History, MAX_ENTRIES } from '../../src/cli/repl/input/history.ts';
import { isIncomplete } from '../../src/cli/repl/input/incomplete.ts';
import { KaleidoscopeJIT } from '../../src/kaleidoscope-jit.ts';
import { OperatorTable } from '../../src/language/index.ts';
import { missingLLVM } from '../support/native.ts';
import { Terminal } from './repl-terminal.ts';

const KEY = {
  up: '\x1b[A',
  down: '\x1b[B',
  left: '\x1b[D',
  home: '\x1b[H',
  backspace: '\x7f',
  altEnter: '\x1b\r',
  ctrlC: '\x03',
  ctrlD: '\x04',
  ctrlK: '\x0b',
  ctrlR: '\x12',
  ctrlW: '\x17',
  ctrlY: '\x19',
  undo: '\x1f',
  pasteStart: '\x1b[200~',
  pasteEnd: '\x1b[201~',
};

let folder: string;
beforeEach(() => {
  vi.stubEnv('TERM', 'xterm');
  folder = mkdtempSync(join(tmpdir(), 'kaleidoscope-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const DEFAULTS = { colour: false, historyFile: '', version: 'test' };

interface Settings extends Pick<ReplOptions, 'colour' | 'historyFile' | 'format' | 'programs'> {
  readonly columns: number;
  readonly rows: number;
}

/** A session in a terminal, past its greeting. `shown` gives what it showed since it was last asked. */
async function open({ columns = 80, rows = 24, ...others }: Partial<Settings> = {}) {
  const terminal = new Terminal(columns, rows);
  const { input, output } = terminal;
  const create = () => new KaleidoscopeJIT({ output: (bytes) => terminal.print(bytes) });
  const jit = create();
  const jits = [jit];
  const createJIT = async () => jits.pop() ?? create();
  const listeners = process.listenerCount('SIGINT');
  const exit = startRepl({ ...DEFAULTS, ...others, createJIT, input, output });
  onTestFinished(async () => {
    await terminal.end();
    await exit;
    expect(process.listenerCount('SIGINT')).toBe(listeners); // none is left behind
  });
  await terminal.type('');
  let seen = terminal.lines.length - 1;
  const enter = async (text: string): Promise<string[]> => {
    await terminal.type(`${text}\r`);
    const lines = terminal.lines.slice(seen);
    seen = terminal.lines.length - 1;
    return lines.slice(0, -1);
  };
  return { terminal, jit, exit, enter };
}

describe('entries', () => {
  test('an expression shows its value, a definition what it defines', async () => {
    const { enter } = await open();
    expect(await enter('1 + 2')).toEqual(['ks> 1 + 2', '3']);
    expect(await enter('def f(x) x * 2')).toEqual(['ks> def f(x) x * 2', 'defined f(x)']);
    expect(await enter('f(4)')).toEqual(['ks> f(4)', '8']);
    expect(await enter('def f(x y) x')).toEqual(['ks> def f(x y) x', 'redefined f(x y)']);
    expect((await enter('def binary| 5 (a b) a'))[1]).toBe('defined binary|(a b), precedence 5');
    expect((await enter('extern sin(x)'))[1]).toBe('declared sin(x)');
  });

  test('an entry that has not ended goes on at the next prompt', async () => {
    const { enter } = await open();
    expect(await enter('def g(x)\r  x +\r  1')).toEqual([
      'ks> def g(x)',
      '...   x +',
      '...   1',
      'defined g(x)',
    ]);
  });

  test('an empty line submits what is there', async () => {
    const { enter } = await open();
    const shown = await enter('def g(x\r');
    expect(shown[2]).toMatch(/^<input-1>:1:8: error: expected .*, found end of input$/);
  });

  test('a mistake that more text cannot mend is shown at once', async () => {
    const { enter } = await open();
    expect((await enter('f(1\r 2'))[2]).toMatch(/^<input-1>:2:2: error: expected ',' or '\)'/);
  });

  test('places count from the entry that they are in', async () => {
    const { enter } = await open();
    await enter('def bad(x)\rnosuch(x)');
    expect(await enter('bad(1)')).toEqual([
      'ks> bad(1)',
      "<input-1>:2:1: error: unknown function 'nosuch'",
      'nosuch(x)',
      '^~~~~~~~~',
    ]);
  });

  test('output without a line end does not run into the value or the prompt', async () => {
    const { enter } = await open();
    await enter('extern putchard(c)');
    expect(await enter('putchard(65)')).toEqual(['ks> putchard(65)', 'A⏎', '0']);
  });

  test('the session survives what programs do', async () => {
    const { enter, jit } = await open();
    jit.defineHostFunction('boom', (_: number) => {
      throw new Error('out of order');
    });
    expect((await enter('boom(1)'))[1]).toBe('<input-1>:1:1: error: out of order');
    await enter('def r(x) r(x + 1) + 1');
    expect((await enter('r(1)'))[1]).toMatch(/^<input-3>:1:1: error: stack overflow/);
    expect((await enter('1 = 2'))[1]).toMatch(/error/);
    expect((await enter('§'))[1]).toMatch(/unexpected character/);
    expect((await enter('3'))[1]).toBe('3');
  });
});

describe('values', () => {
  test.each([
    ['155', '155'],
    ['1 / 10', '0.1'],
    ['1e300', '1e300'],
    ['1e21', '1e21'],
    ['1e-7', '1e-7'],
    ['1 / 3', '0.3333333333333333'],
    ['0 - 2.5', '-2.5'],
    ['0 * (0 - 1)', '-0'],
    ['0 - 1 / 0', '-inf'],
    ['0 / 0', 'nan'],
  ])('of %s is shown as %s, the shortest that reads back', async (text, expected) => {
    const { enter } = await open();
    expect((await enter(text))[1]).toBe(expected);
  });

  test('are shown as the command line says', async () => {
    const { enter } = await open({ format: 'fixed' });
    expect((await enter('1 / 3'))[1]).toBe('0.333333');
  });

  test('the last one is _', async () => {
    const { enter } = await open();
    expect((await enter('_'))[1]).toBe("<input-1>:1:1: error: unknown variable '_'");
    await enter('6 * 7');
    expect((await enter('_ + (for i = 0, i < 3 in i) + _'))[1]).toBe('84');
    await enter('def f(x) x * 2');
    expect((await enter('f(_)'))[1]).toBe('168');
    expect((await enter('1; _ + 1; _ * 10'))[3]).toBe('20');
    expect((await enter(':time _ + 1'))[1]).toBe('21');
    expect((await enter('_ + nosuch'))[1]).toMatch(/unknown variable 'nosuch'/);
    expect((await enter(':ast _ + 1')).join()).toContain('binary +');
    await enter('def g(x) x + _');
    expect((await enter('g(1)')).join('\n')).toMatch(
      /unknown variable '_'.*help: `_` is the last/s,
    );
    expect((await enter('_'))[1]).toBe('21');
    expect((await enter(':stubs')).join()).not.toMatch(/__anon_expr/);
  });

  test('_ is an operator of the program once that defines it', async () => {
    const { enter } = await open();
    await enter('5');
    await enter('def unary _(x) 0 - x');
    expect((await enter('_ 3'))[1]).toBe('-3');
  });
});

test('programs of the command line run first, and can be talked to', async () => {
  const programs = { files: [join(folder, 'none.ks')], texts: ['def f(x) x + 1', 'f(1)'] };
  const { terminal, enter } = await open({ columns: 200, programs });
  expect(terminal.lines[1]).toMatch(/^error: cannot read .*none.ks/);
  expect(terminal.lines.slice(2, 4)).toEqual(['defined f(x)', '2']);
  expect((await enter('f(_)'))[1]).toBe('3');
});

describe('leaving', () => {
  test.each([
    ['Ctrl-D', KEY.ctrlD],
    ['a command', ':quit\r'],
    ['a shortened command', ':q\r'],
    ['a word', 'exit\r'],
    ['another word', ' quit \r'],
  ])('%s ends the session', async (_, keys) => {
    const { terminal, exit } = await open();
    await terminal.type(keys);
    expect(await exit).toBe(0);
    expect(terminal.isRaw).toBe(false);
  });

  test('the end of the input ends it, too', async () => {
    const { terminal, exit } = await open();
    await terminal.end();
    expect(await exit).toBe(0);
  });

  test('Ctrl-C drops the entry; on an empty line it says how to leave', async () => {
    const { terminal } = await open();
    await terminal.type(`def f(${KEY.ctrlC}${KEY.ctrlC}`);
    expect(terminal.lines.slice(1)).toEqual([
      'ks> def f(^C',
      'ks> ^C',
      'Press Ctrl-D or type :quit to leave.',
      'ks>',
    ]);
  });
});

test('a terminal that cannot move its cursor is read line by line', async () => {
  vi.stubEnv('TERM', 'dumb');
  const { terminal, exit } = await open();
  await terminal.type('1 +\n2\n(\n\n3');
  await terminal.end();
  expect(terminal.written).not.toContain('\x1b');
  expect(terminal.lines.slice(1, 2)).toEqual(['ks> ... 3']);
  expect(terminal.lines.slice(-2)).toEqual(['ks> 3', 'ks>']);
  expect(await exit).toBe(0);
});

describe('editing', () => {
  test('keys move, remove and bring back', async () => {
    const { terminal } = await open();
    await terminal.type(`1 + 23${KEY.left}${KEY.backspace}`);
    expect(terminal.lines.at(-1)).toBe('ks> 1 + 3');
    expect(terminal.cursor).toEqual([1, 8]);
    await terminal.type(`${KEY.ctrlW}${KEY.ctrlK}4${KEY.home}`);
    expect(terminal.lines.at(-1)).toBe('ks> 1 4');
    await terminal.type(`${KEY.undo}${KEY.ctrlY}`);
    expect(terminal.lines.at(-1)).toBe('ks> 1 3');
  });

  test('an entry of several lines is recalled and changed as a whole', async () => {
    const { terminal, enter } = await open();
    await enter('def f(x)\r  x +\r  1');
    await enter('2');
    await terminal.type(`${KEY.up}${KEY.up}${KEY.up}`);
    expect(terminal.lines.slice(-3)).toEqual(['ks> def f(x)', '...   x +', '...   1']);
    expect(terminal.cursor).toEqual([terminal.lines.length - 2, 7]);
    await terminal.type(`${KEY.backspace}3`);
    expect((await enter('')).slice(-2)).toEqual(['...   1', 'redefined f(x)']);
    expect((await enter('f(7)'))[1]).toBe('4');
  });

  test('older entries are searched with Ctrl-R', async () => {
    const { terminal, enter } = await open();
    await enter('11 + 1');
    await enter('22 + 1');
    await enter('5');
    await terminal.type(`${KEY.ctrlR}+ 1`);
    expect(terminal.lines.at(-1)).toBe("(search '+ 1') 22 + 1");
    await terminal.type(KEY.ctrlR);
    expect((await enter('')).at(-1)).toBe('12');
  });

  test('pasted lines are one entry that Enter submits', async () => {
    const { terminal, enter } = await open();
    await terminal.type(`${KEY.pasteStart}def f(x)\r\tx\rf(1)\rf(2)\r${KEY.pasteEnd}`);
    expect(terminal.lines.slice(1)).toEqual([
      'ks> def f(x)',
      '...   x',
      '... f(1)',
      '... f(2)',
      '...',
    ]);
    expect((await enter('')).slice(-3)).toEqual(['defined f(x)', '1', '2']);
  });

  test('what is typed while an entry runs is not lost', async () => {
    const { enter } = await open();
    expect(await enter('1\r2\r3')).toEqual([
      ...['ks> 1', '1'],
      ...['ks> 2', '2'],
      ...['ks> 3', '3'],
    ]);
  });

  test('Alt-Enter begins a line in a complete entry', async () => {
    const { terminal } = await open();
    await terminal.type(`1${KEY.altEnter}2`);
    expect(terminal.lines.slice(1)).toEqual(['ks> 1', '... 2']);
  });

  test('long lines wrap without disturbing what stands above', async () => {
    const { terminal, enter } = await open({ columns: 20, colour: true });
    await terminal.type('1 + 2 + 3 + 4 + 5 + 6 + 7 # 日本語日本語');
    const wrapped = ['ks> 1 + 2 + 3 + 4 +', '5 + 6 + 7 # 日本語日', '本語'];
    expect(terminal.lines.slice(-3)).toEqual(wrapped);
    await terminal.type(`${KEY.home}8${KEY.backspace}`);
    expect(terminal.lines.slice(-3)).toEqual(wrapped);
    expect(terminal.cursor).toEqual([terminal.lines.length - 3, 4]);
    expect((await enter('')).at(-1)).toBe('28');
  });

  test('a full row puts the cursor on the next one', async () => {
    const { terminal } = await open({ columns: 10 });
    const { length } = terminal.lines;
    await terminal.type('123456');
    expect(terminal.cursor).toEqual([length, 0]);
    await terminal.type(KEY.backspace);
    expect(terminal.cursor).toEqual([length - 1, 9]);
  });

  test('an entry higher than the terminal shows the part with the cursor', async () => {
    const { terminal } = await open({ rows: 4 });
    await terminal.type(`${KEY.pasteStart}${'1\r'.repeat(50)}2${KEY.pasteEnd}`);
    expect(terminal.lines.slice(1)).toEqual(['... 1', '... 1', '... 1', '... 2']);
  });

  test('a narrower window draws the entry anew', async () => {
    const { terminal } = await open({ columns: 40 });
    await terminal.type('111 + 222');
    terminal.resize(10);
    expect(terminal.lines.slice(-2)).toEqual(['ks> 111 +', '222']);
  });

  test('the Tab key completes, then lists', async () => {
    const { terminal, enter } = await open();
    await enter('def square(x) x * x');
    await terminal.type('squ\t(3)');
    expect((await enter('')).at(-1)).toBe('9');
    await terminal.type('e\t\t');
    expect(terminal.lines.slice(-3)).toEqual([
      'ks> e',
      'else    erf     erfc    exp     exp2    expm1   extern',
      'ks> e',
    ]);
  });
});

describe('completion', () => {
  const source = {
    commands: COMMANDS,
    names: () => ['fib', 'for2'],
    inspectable: () => ['fib'],
    hostNames: () => ['sin', 'sinh'],
  };
  const candidates = (text: string) => complete(bufferOf(text), source).candidates;

  test.each([
    ['1 + f', ['fib', 'for', 'for2']],
    ['extern s', ['sin', 'sinh']],
    [':st', [':stubs ']],
    [':ir ', ['fib']],
    [':i f', ['fib']],
    [':time fo', ['for', 'for2']],
    ['1 + ', []],
    [':quit ', []],
  ])('%j', (text, expected) => {
    expect(candidates(text)).toEqual(expected);
  });

  test.each([
    ['def f(radius) ra', ['radius']],
    ['var height = 1 in he', ['height']],
    ['1 + si', ['sin', 'sinh']],
    [':ast 1 + fi', ['fib']],
    [':ir=o', [':ir=optimized ']],
    [':ir=optimized f', ['fib']],
    [':help fi', ['fib']],
    [':help sa', ['save']],
    [':edit f', ['fib']],
  ])('%j', (text, expected) => {
    expect(candidates(text)).toEqual(expected);
  });

  test('of file names', () => {
    mkdirSync(join(folder, 'programs'));
    writeFileSync(join(folder, 'pi.ks'), '');
    writeFileSync(join(folder, '.hidden'), '');
    expect(candidates(`:load ${folder}/p`)).toEqual([`${folder}/pi.ks`, `${folder}/programs/`]);
    expect(candidates(`:load ${folder}/.`)).toEqual([`${folder}/.hidden`]);
    expect(candidates(`:load ${folder}/none/`)).toEqual([]);
  });
});

describe('commands', () => {
  test(':stubs tells what is compiled', async () => {
    const { enter } = await open();
    await enter('def used(x) x');
    await enter('def unused(x y) x');
    await enter('def bad(x) nosuch(x)');
    await enter('used(1) + bad(1)');
    const [, header, ...rows] = await enter(':stubs');
    expect(header).toMatch(/^function +state +code$/);
    expect(rows[0]).toMatch(/^used\(x\) +compiled +\d+ bytes$/);
    expect(rows[1]).toMatch(/^unused\(x y\) +lazy +-$/);
    expect(rows[2]).toMatch(/^bad\(x\) +failed +-$/);
  });

  test(':ir, :ast and :wat show a function; an operator by its character', async () => {
    const { enter } = await open();
    await enter('def binary| 5 (a b) a + b');
    expect((await enter(':ir |')).join('\n')).toMatch(/define double @.*binary.*fadd/s);
    expect((await enter(':ir=optimized binary|')).join('\n')).toMatch(/fadd double/);
    expect((await enter(':ast |')).slice(1, 3)).toEqual(['def binary|(a b)', '  binary +']);
    expect((await enter(':wat |')).join('\n')).toMatch(/\(module.*\(export "binary\|".*f64\.add/s);
  });

  test('operators of several characters are known by these', async () => {
    const { enter } = await open();
    expect((await enter('def binary== 9 (a b) a - b'))[1]).toBe(
      'defined binary==(a b), precedence 9',
    );
    expect((await enter('3 == 2'))[1]).toBe('1');
    expect((await enter(':ast ==')).slice(1, 3)).toEqual(['def binary==(a b)', '  binary -']);
    expect((await enter(':remove =='))[1]).toBe('removed binary==');
    expect((await enter('3 == 2'))[1]).toMatch(/unknown operator '=='/);
  });

  test(':ast, :ir and :wat show an expression, and define nothing', async () => {
    const { enter } = await open();
    await enter('def f(x) x * 2');
    expect((await enter(':ast 1 + f(2)')).join('\n')).toMatch(/binary \+\n.*1\n.*call f/);
    expect((await enter(':ir f(3)')).join('\n')).toMatch(/call double @f/);
    expect((await enter(':ir=lowered f(3)')).join('\n')).toMatch(/call double @f/);
    expect((await enter(':ir=optimized f(3)')).join('\n')).toMatch(/ret double 6/);
    expect((await enter(':wat f(3) + 1')).join('\n')).toMatch(/\(module/);
    expect((await enter(':ast 1 +\r2')).join('\n')).toMatch(/binary \+/);
    expect((await enter(':ast nosuch'))[1]).toBe("error: there is no function 'nosuch'");
    expect((await enter(':ast def g(x) x'))[1]).toBe('error: expected one expression');
    expect((await enter(':ir=raw f'))[1]).toBe(
      "error: ':ir=raw' is no command; write ':ir=lowered' or ':ir=optimized'",
    );
    expect((await enter(':quit=now'))[1]).toBe("error: ':quit=now' is no command");
  });

  test('help and ? alone are :help, unless the program has such a name', async () => {
    const { enter } = await open();
    const help = (await enter(':help')).slice(1);
    expect((await enter('help')).slice(1)).toEqual(help);
    expect((await enter(' ? ')).slice(1)).toEqual(help);
    await enter('def help(x) x');
    expect((await enter('help'))[1]).toMatch(/'help' is a function/);
    expect((await enter('help(2)'))[1]).toBe('2');
    expect((await enter('def exit() 7'))[1]).toBe('defined exit()');
    expect((await enter('exit()'))[1]).toBe('7');
  });

  test(':help tells about a command, a function, an operator, the host', async () => {
    const { enter } = await open({ columns: 120 });
    await enter('def fib(n) if n < 3 then 1 else fib(n - 1) + fib(n - 2)');
    await enter('def binary| 5 (a b) a');
    expect((await enter(':help fib'))[1]).toBe(
      'fib(n)  lazy: not called yet, defined at <input-1>:1:5',
    );
    await enter('fib(5)');
    expect((await enter(':help fib'))[1]).toMatch(/^fib\(n\) {2}compiled, \d+ bytes, defined at/);
    expect((await enter(':help |'))[1]).toMatch(/^binary\|\(a b\) {2}lazy/);
    expect((await enter(':help atan2'))[1]).toBe(
      'atan2(x y)  a function of the host; to use it, declare it: extern atan2(x y)',
    );
    await enter('extern sin(angle)');
    expect((await enter(':help sin'))[1]).toBe('sin(angle)  declared, of the host');
    expect((await enter(':help ast'))[1]).toMatch(/^:ast WHAT {2}show the syntax tree/);
    expect((await enter(':help :sa'))[1]).toMatch(/^:save FILE/);
    expect((await enter(':help xyzzy'))[1]).toBe("error: there is no command or function 'xyzzy'");
  });

  test(':save writes a program that brings the definitions back', async () => {
    const { enter } = await open({ columns: 200 });
    const file = join(folder, 'saved.ks');
    await enter('extern binary| 5 (a b) extern sin(x) 1 + 2');
    await enter('def f(x) x');
    await enter('def binary| 7 (a b) (a) * (b) # times');
    await enter('def g(x)\r (f(x) | ((2)))  ; def gone(x) x');
    await enter('def f(x y) (x + y)');
    await enter('def binary| 50 (a b) a + b');
    await enter(':remove gone');
    expect((await enter(`:save ${file}`))[1]).toBe(`saved 6 definitions to ${file}`);
    expect(readFileSync(file, 'utf8')).toBe(
      [
        'extern binary| 5 (a b)',
        'extern sin(x)',
        'def binary| 7 (a b) (a) * (b)',
        'def g(x)',
        ' (f(x) | ((2)))',
        'def f(x y) (x + y)',
        'def binary| 50 (a b) a + b',
        '',
      ].join('\n'),
    );
    await enter(':reset');
    expect((await enter(`:load ${file}`)).slice(1)).not.toContain(/error/);
    expect((await enter('f(1, 2) | 3'))[1]).toBe('6');
    expect((await enter(`:save ${folder}/none/x`))[1]).toMatch(/^error: cannot write/);
  });

  test(':reset forgets everything', async () => {
    const { enter } = await open();
    await enter('extern sin(x y)');
    await enter('def binary| 5 (a b) a');
    await enter('def f(x) x');
    expect((await enter(':reset'))[1]).toBe('everything is forgotten');
    expect((await enter('f(1)'))[1]).toMatch(/unknown function 'f'/);
    expect((await enter('1 | 2'))[1]).toMatch(/unknown operator '\|'/);
    expect((await enter('_'))[1]).toMatch(/unknown variable '_'/);
    expect((await enter(':stubs'))[1]).toBe('no functions are defined');
    expect((await enter('def f(x y) x + y; f(1, 2)'))[2]).toBe('3');
  });

  test(':edit runs what an editor makes of a definition, or of the last program', async () => {
    vi.stubEnv('VISUAL', 'sed -i s/1/20/');
    const { enter } = await open();
    await enter('def f(x) (x + 1)');
    expect((await enter(':edit f'))[1]).toBe('redefined f(x)');
    expect((await enter('f(1)'))[1]).toBe('21');
    expect((await enter(':edit'))[1]).toBe('40');
    expect((await enter(':edit nosuch'))[1]).toBe("error: there is no function 'nosuch'");
    vi.stubEnv('VISUAL', '');
    vi.stubEnv('EDITOR', 'false');
    expect((await enter(':edit f'))[1]).toBe(
      "error: the editor 'false' failed; VISUAL or EDITOR names another",
    );
  });

  test('a removed operator is none any more, and what used it says so', async () => {
    const { enter } = await open({ columns: 200 });
    await enter('def binary> 10 (a b) b < a');
    await enter('def f(x) x > 1');
    await enter('def binary/ 40 (a b) 7');
    expect((await enter('6 / 2'))[1]).toBe('7');
    expect((await enter(':remove >'))[1]).toBe('removed binary>');
    expect((await enter('2 > 1'))[1]).toBe("<input-6>:1:3: error: unknown operator '>'");
    expect((await enter('f(2)')).join('\n')).toMatch(
      /error: the binary operator '>' was removed, but is needed\n.*help: define it again: `def binary> \(a b\) …`/s,
    );
    expect((await enter(':remove >'))[1]).toBe("error: there is no operator '>'");
    await enter(':remove /');
    expect((await enter('6 / 2'))[1]).toBe('3');
    await enter('def unary-(x) 0 - x');
    expect((await enter('-5 - 1'))[1]).toBe('-6');
    await enter(':remove unary-');
    expect((await enter('5 - 1'))[1]).toBe('4');
    expect((await enter('-5'))[1]).toMatch(/unknown unary operator '-'/);
  });

  test('x = 3 gets a hint', async () => {
    const { enter } = await open({ columns: 200 });
    expect((await enter('x = 3 * 2')).at(-1)).toBe(
      'help: there are no global variables: define a function, `def x() 3 * 2`, and call it: `x()`',
    );
  });

  test(':load runs a file in the session', async () => {
    const file = join(folder, 'a.ks');
    writeFileSync(file, 'def g(x) x + 1\ng(');
    const { enter } = await open({ columns: 200 });
    expect((await enter(`:load ${file}`)).slice(1, 3)).toEqual([
      'defined g(x)',
      `${file}:2:3: error: expected an expression, found end of input`,
    ]);
    expect((await enter('g(1)'))[1]).toBe('2');
    expect((await enter(`:load ${folder}/none`))[1]).toMatch(/^error: cannot read .*no such file/);
    expect((await enter(`:load ${folder}`))[1]).toMatch(/^error: cannot read .*directory/);
  });

  test(':time repeats what computes only', async () => {
    const { enter } = await open();
    await enter('extern printd(x) def f(x) x * x');
    const pure = await enter(':time f(3)');
    expect(pure[1]).toBe('9');
    expect(pure[2]).toMatch(/^first run .* for compiling \d+ functions?$/);
    expect(pure[3]).toMatch(/^then .* per run \(\d+ runs\)$/);
    const printing = await enter(':time printd(f(3))');
    expect(printing.filter((line) => line === '9.000000')).toHaveLength(1);
    expect(printing.at(-1)).toMatch(/^not repeated/);
    expect((await enter(':stubs')).join()).not.toMatch(/__anon_expr/);
    expect((await enter(':time nosuch(1)'))[1]).toMatch(/unknown function/);
  });

  test(':remove takes a definition back', async () => {
    const { enter } = await open();
    await enter('def f(x) x');
    expect((await enter(':remove f'))[1]).toBe('removed f');
    expect((await enter('f(1)'))[1]).toMatch(/undefined function: f/);
    expect((await enter(':remove f'))[1]).toBe("error: there is no function 'f'");
  });

  test('unknown and ambiguous names get a hint', async () => {
    const { enter } = await open();
    expect((await enter(':stbus'))[1]).toMatch(/did you mean ':stubs'\?$/);
    expect((await enter(':xyzzy'))[1]).toMatch(/:help lists them all$/);
    expect(findCommands(COMMANDS, 's').map(({ name }) => name)).toEqual(['save', 'stubs']);
    expect(findCommands(COMMANDS, 'st').map(({ name }) => name)).toEqual(['stubs']);
  });

  test(':help fits a terminal of 80 columns', async () => {
    const { enter } = await open({ columns: 200 });
    const shown = await enter(':help');
    expect(shown.length).toBeGreaterThan(COMMANDS.length);
    for (const { usage } of COMMANDS) expect(shown.join('\n')).toContain(usage);
    for (const line of shown) expect(line.length).toBeLessThanOrEqual(80);
    expect(shown.at(-1)).toBe(':st, :t 2 * 3.'); // no line was wrapped
    expect(shown).toContain(
      'WHAT is a function, an operator or an expression. Commands can be shortened:',
    );
  });
});

describe('history', () => {
  test('is kept between sessions, with entries of several lines and backslashes', () => {
    const file = join(folder, 'state', 'history');
    const first = new History(file);
    for (const entry of ['1', 'def f(x)\n  x # \\n \\', 'def f(x)\n  x # \\n \\', ' ', '2\n']) {
      first.add(entry);
    }
    expect(new History(file).entries).toEqual(['1', 'def f(x)\n  x # \\n \\', '2']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('is bounded', () => {
    const file = join(folder, 'history');
    const lines = Array.from({ length: 3 * MAX_ENTRIES }, (_, i) => `${i}`);
    writeFileSync(file, lines.join('\n'));
    expect(new History(file).entries).toHaveLength(MAX_ENTRIES);
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(MAX_ENTRIES + 1);
  });

  test('works without a file', () => {
    const blocked = join(folder, 'blocked');
    writeFileSync(blocked, '');
    const history = new History(join(blocked, 'history'));
    history.add('1');
    expect(history.entries).toEqual(['1']);
  });

  test('has its place', () => {
    expect(defaultHistoryFile({}, folder)).toBe(join(folder, '.kaleidoscope_history'));
    expect(defaultHistoryFile({ KALEIDOSCOPE_HISTORY: '' }, folder)).toBe('');
    mkdirSync(join(folder, '.local', 'state'), { recursive: true });
    const inState = join(folder, '.local', 'state', 'kaleidoscope', 'history');
    expect(defaultHistoryFile({}, folder)).toBe(inState);
  });

  test('of one session is there in the next', async () => {
    const historyFile = join(folder, 'history');
    const first = await open({ historyFile });
    await first.enter('def f(x)\rx');
    await first.terminal.type(KEY.ctrlD);
    const second = await open({ historyFile });
    await second.terminal.type(KEY.up);
    expect(second.terminal.lines.slice(-2)).toEqual(['ks> def f(x)', '... x']);
  });
});

describe('parts', () => {
  test.each([
    ['', false],
    ['1 +', true],
    ['def f(x)', true],
    ['def f(x', true],
    ['if 1 then', true],
    ['(1', true],
    ['1 2', false],
    ['1 + )', false],
    ['f(1 2', false],
    ['# comment', false],
    ['def binary| 5 (a b) a 1 |', true],
    ['def binary== 5 (a b) a 1 ==', true],
    ['1 ==', false],
  ])('%j is incomplete: %s', (text, expected) => {
    const operators = new OperatorTable();
    expect(isIncomplete(text, operators)).toBe(expected);
    expect(operators.precedence(operators.named('|'))).toBe(0);
  });

  test('highlighting follows the tokens', () => {
    const text = ':t def # def\nfor1 f 1.5 + x';
    const shown = highlight(text, sourceStart(text), (name) => name === 'f').map(
      ({ start, end, style }) => [text.slice(start, end), style] as const,
    );
    expect(shown).toEqual([
      [':t', STYLES.command],
      ['def', STYLES.keyword],
      ['# def', STYLES.comment],
      ['f', STYLES.function],
      ['1.5', STYLES.number],
      ['+', STYLES.operator],
    ]);
  });

  test('only source text is highlighted and waited for', async () => {
    const { enter } = await open();
    const text = ':load def';
    expect(highlight(text, sourceStart(text), () => true)).toEqual([
      { start: 0, end: 5, style: STYLES.command },
    ]);
    expect((await enter(text))[1]).toMatch(/^error: cannot read 'def'/);
    expect((await enter(':time 1 +\r2'))[2]).toBe('3');
  });

  test('colours stay out of the width', async () => {
    const { terminal } = await open({ colour: true });
    await terminal.type('def');
    expect(terminal.written).toContain('\x1b[35mdef\x1b[0m');
    expect(terminal.cursor[1]).toBe(7);
  });

  test('the cursor moves by whole characters and words', () => {
    expect(left(bufferOf('a👩‍👩‍👧'))).toBe(1);
    expect(wordLeft(bufferOf('foo + bar2 '))).toBe(6);
    expect(lineUp(bufferOf('日本\nab'))).toBe(1);
  });

  test('lines break where the terminal ends', () => {
    const { rows } = layOut('abcdef\ng', 0, { first: '> ', next: '. ' }, 4);
    expect(rows.map(({ prompt, start, end }) => [prompt, start, end])).toEqual([
      ['> ', 0, 2],
      ['', 2, 6],
      ['. ', 7, 8],
    ]);
  });
});

describe('termination, which runs no finally', () => {
  /** Runs `action` and terminates it as an interrupt does. */
  function terminate(action: () => void): void {
    const run = () => runInNewContext('action()', { action }, { timeout: 1000 });
    expect(run).toThrow(/timed out/);
  }

  test('in the middle of a compilation leaves the function lazy', () => {
    using jit = new KaleidoscopeJIT({ output: () => {} });
    jit.addSource('def f(x) x + 1');
    const stop = jit.events.on('stage', () => {
      for (;;);
    });
    terminate(() => jit.evaluate('f(1)'));
    stop();
    jit.recover();
    expect(jit.evaluate('f(1)')).toBe(2);
  });

  test('in the middle of a call leaves no code behind that is never freed', () => {
    using jit = new KaleidoscopeJIT({ output: () => {} });
    jit.addSource('def spin(x) for i = 0, 1 in x');
    terminate(() => jit.evaluate('spin(1)'));
    jit.recover();
    const { controller } = jit.session;
    const release = vi.spyOn(controller, 'release');
    jit.addSource('def spin(x) x');
    expect(release).toHaveBeenCalledTimes(1);
  });

  test('hands over what was printed', () => {
    const printed: string[] = [];
    using jit = new KaleidoscopeJIT({ output: (bytes) => printed.push(String(bytes)) });
    terminate(() => jit.evaluate('extern putchard(c) putchard(7) + (for i = 0, 1 in i)'));
    jit.recover();
    expect(printed).toEqual(['7']);
  });
});

/** Takes for ever. */
const GROW = 'def grow(n) if 100 < n then 1 else grow(n + 1) + grow(n + 2)';

describe('a running program', () => {
  const endless: readonly (readonly [engine: string, what: string, program: string])[] = [
    ['wasm', 'loops', 'for i = 0, 1 in i'],
    ['wasm', 'prints', 'for i = 0, 1 in printd(i)'],
    ['wasm', 'loops in a function', 'spin(1)'],
    ['llvm', 'loops in a function', 'spin(1)'],
    ['llvm', 'waits in C', 'pause()'],
    ['llvm --in-process', 'loops in a function', 'spin(1)'],
    ['llvm --in-process', 'prints', 'for i = 0, 1 in printd(i)'],
    ['llvm --in-process', 'recurs without an end', 'grow(1)'],
  ];
  const isThere = (engine: string) => engine === 'wasm' || missingLLVM === undefined;

  /** Starts the REPL in a process of its own. */
  async function start(engine: string): Promise<ChildProcess> {
    const script = join(folder, 'repl.mjs');
    await build({
      entryPoints: [fileURLToPath(new URL('repl-child.ts', import.meta.url))],
      outfile: script,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'es2022',
    });
    // Executors are files of the package.
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(inject('bundle'), join(folder, 'node_modules/kaleidoscope-jit'));
    const child = spawn(process.execPath, [script, ...engine.split(' ')], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        ...process.env,
        NODE_PATH: fileURLToPath(new URL('../../node_modules', import.meta.url)),
      },
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    await until(child, 'ks> ');
    return child;
  }

  /** What the REPL writes from now on, until it has written `text`. */
  function until(child: ChildProcess, text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let written = '';
      const take = (chunk: Buffer) => {
        written = written.slice(-200) + chunk.toString();
        if (!written.includes(text)) return;
        child.stdout!.off('data', take);
        resolve(written);
      };
      child.stdout!.on('data', take);
      child.once('exit', () => reject(new Error(`the REPL has ended after ${written}`)));
    });
  }

  test.each(endless.filter(([engine]) => isThere(engine)))(
    'on %s is interrupted by Ctrl-C when it %s, and goes on',
    async (engine, _, program) => {
      const child = await start(engine);
      child.stdin!.write(`extern printd(x) extern pause() def spin(x) for i = 0, 1 in x ${GROW}\r`);
      await until(child, 'defined grow');
      for (let round = 0; round < 2; round++) {
        const started = until(child, program);
        child.stdin!.write(`${program}\r`);
        await started;
        const interrupted = until(child, 'interrupted');
        // A signal that comes before the program runs is for the editor, which is done by then.
        const press = setInterval(() => child.kill('SIGINT'), 500);
        await interrupted.finally(() => clearInterval(press));
      }
      const evaluated = until(child, '3\r\n');
      child.stdin!.write('def twice(x) (for i = 1, i < 3 in x) + 2 * x\rtwice(1.5)\r');
      await evaluated;
      const left = new Promise((resolve) => child.once('exit', resolve));
      child.stdin!.write(KEY.ctrlD);
      expect(await left).toBe(0);
    },
  );

  test.skipIf(missingLLVM)(
    `that ends its process costs its entry${missingLLVM ?? ''}`,
    async () => {
      const child = await start('llvm');
      const lost = until(child, 'error: the executor is lost: killed by SIGABRT');
      child.stdin!.write('extern abort() def twice(x) x * 2\rtwice(abort())\r');
      await lost;
      const evaluated = until(child, '42\r\n');
      child.stdin!.write('twice(21)\r');
      await evaluated;
    },
  );
});

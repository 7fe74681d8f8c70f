/** What the command line takes, and what it says about arguments that make no sense. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import { arrange } from '../../src/cli/arguments.ts';
import { createProgram } from '../../src/cli/command-tree.ts';
import { file, kaleidoscope, workspace } from './kaleidoscope.ts';

/** What reading a command line writes, in this process. Nothing of it may run. */
async function read(line: string): Promise<{ out: string; error: string }> {
  const written = { out: '', error: '' };
  const program = createProgram(() => {});
  for (const command of [program, ...program.commands]) {
    command.configureOutput({
      writeOut: (text) => {
        written.out += text;
      },
      writeErr: (text) => {
        written.error += text;
      },
    });
  }
  const parsing = async () =>
    program.parseAsync(arrange(program, line.split(' ')), { from: 'user' });
  await expect(parsing()).rejects.toThrow(CommanderError);
  return written;
}

describe('arguments are refused with help', () => {
  test.each([
    ['--trace -e 1', "option '--trace <FILE>' needs a value, and '-e' looks like an option"],
    ['-qe --stats', "option '-e, --eval <TEXT>' needs a value, and '--stats' looks like an option"],
    ['emit --ast -e 1 -o --wat', "if it is the value, write '--output=--wat'"],
    ['emit --function --ast -e 1', "option '--function <NAME>' needs a value"],
    ['--engine=llvm --load -q -e 1', "option '--load <LIB>' needs a value"],
    [
      '--in-process --executor=process -e 1',
      "option '--in-process' cannot be used with option '--executor <WHERE>'",
    ],
    ['--passes -q -e 1', "option '--passes <LIST>' needs a value"],
    ['-e 1 --trace', "option '--trace <FILE>' needs a value\n"],
    ['chek fib.ks', "there is no command and no file 'chek'; did you mean 'kaleidoscope check'?"],
    ['help chek', "there is no command 'chek'; did you mean 'check'?"],
    ['help nosuch', "there is no command 'nosuch'; there are check, emit, "],
    ['--tarce=x -e 1', "unknown option '--tarce'; did you mean '--trace'?"],
    ['-i -e 1', "option '--interactive' needs a terminal"],
    ['--format=%g -e 1', 'Allowed choices are fixed, shortest.'],
    ['--quiet=3 -e 1', "option '--quiet' takes no value\n"],
    ['--xyzzy', "unknown option '--xyzzy'\n"],
    ['build --wat -e 1', "unknown option '--wat'; 'kaleidoscope emit' has it"],
    ['emit --triple=x -e 1', "unknown option '--triple'; 'kaleidoscope build' has it"],
    [
      'check -q -e 1',
      "unknown option '-q'; 'kaleidoscope' without a command and 'kaleidoscope run' have it",
    ],
    [
      '--quiet check -e 1',
      "unknown option '--quiet'; 'kaleidoscope' without a command and 'kaleidoscope run' have it",
    ],
    ['--ast -e 1', "unknown option '--ast'; 'kaleidoscope emit' has it"],
    [
      '--passes=simplyfy -e 1',
      "option '--passes <LIST>' argument 'simplyfy' is invalid. There is no pass 'simplyfy'. Did you mean 'simplify'?",
    ],
    ['executor', "option '--listen' or '--nats' is missing"],
    [
      'executor --listen=nowhere',
      "expected tcp://HOST:PORT, tls://HOST:PORT or unix:PATH, and not 'nowhere'.",
    ],
    ['executor --listen=tls://:0', "an address with 'tls://' needs option '--tls-cert'"],
    ['executor --listen=tcp://:0 --tls-key=x', "option '--tls-key' needs an address with 'tls://'"],
    ['executor --listen=tcp://:0 --connections=0', 'Expected a number of programs.'],
    ['--executor=thread -e 1', "or unix:PATH, and not 'thread'."],
    [
      '--executor=worker --secret-file=x -e 1',
      "option '--secret-file' needs an address in '--executor'",
    ],
    ['--executor=tcp://:1 --tls-ca=x -e 1', "option '--tls-ca' needs '--executor=tls://HOST:PORT'"],
  ])('%s', async (line, message) => {
    const { out, error } = await read(line);
    expect(error).toContain(message);
    const [command = ''] =
      /^(build|emit|check|executor|help)\b|(?<=^--quiet )check/.exec(line) ?? [];
    expect(error).toMatch(new RegExp(`\nTry 'kaleidoscope ?${command} --help'.\n$`));
    expect(out).toBe('');
  });

  test('and write no file of that name', async () => {
    const { stdout, code } = await kaleidoscope(['--trace', '-e', '1']);
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
    expect(existsSync(join(workspace, '-e'))).toBe(false);
  });
});

describe('arguments are put in order', () => {
  const arranged = (line: string) =>
    arrange(
      createProgram(() => {}),
      line.split(' '),
    ).join(' ');

  test.each([
    ['emit --ir fib.ks', 'emit --ir=lowered fib.ks'],
    ['emit --ir=optimized fib.ks', 'emit --ir=optimized fib.ks'],
    ['--stats fib.ks', '--stats=table fib.ks'],
    ['--eval=--stats -q', '--eval=--stats -q'],
    ['-qe -3', '-qe -3'],
    ['-O3 --verify emit --wat fib.ks', 'emit -O3 --verify --wat fib.ks'],
    ['-O 3 emit --wat fib.ks', 'emit -O 3 --wat fib.ks'],
    ['-e check emit --ast', 'emit -e check --ast'],
    ['-- check', '-- ./check'],
    ['-q -- --stats', '-q -- --stats'],
    ['check -- emit', 'check -- emit'],
    ['- check', '- check'],
    ['emit --ast --nosuch -h', 'emit --help'],
  ])('%s', (line, expected) => {
    expect(arranged(line)).toBe(expected);
  });
});

describe('help', () => {
  test.each([
    ['--help', 'Usage: kaleidoscope [options] [FILE...]'],
    ['help', 'Usage: kaleidoscope [options] [FILE...]'],
    ['emit --help', 'Usage: kaleidoscope emit [options] [FILE...]'],
    ['help emit', 'Usage: kaleidoscope emit [options] [FILE...]'],
    ['help --help', 'Usage: kaleidoscope help [options] [COMMAND]'],
    ['help help', 'Usage: kaleidoscope help [options] [COMMAND]'],
  ])('%s', async (line, usage) => {
    const { out, error } = await read(line);
    expect(out.split('\n')[0]).toBe(usage);
    expect(error).toBe('');
  });
});

test('a file may be called nearly like a command', async () => {
  file('chek', '7');
  expect(await kaleidoscope(['chek'])).toMatchObject({ stdout: 'Evaluated to 7.000000\n' });
});

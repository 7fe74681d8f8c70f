/** The command line: what there is to say, and who acts on it. */
import { isatty } from 'node:tty';
import { Command, CommanderError, Option } from 'commander';
import { ExitCode } from './exit-code.ts';
import { printError } from './file-descriptor.ts';
import { FileError } from './file-error.ts';
import { addHelp } from './help.ts';
import { version } from './internal-error.ts';
import type { StatisticsFormat } from './statistics.ts';

const STANDARD_INPUT = 0;

/** What all commands understand. */
interface CommonOptions {
  readonly eval?: readonly string[];
  readonly verify?: boolean;
  readonly color?: boolean;
}

interface RunOptions extends CommonOptions {
  readonly quiet?: boolean;
  readonly stats?: StatisticsFormat;
  readonly trace?: string;
}

/** Does what the command line says; gives the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  let exitCode: number = ExitCode.success;
  const program = createProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args.map(spellOut), { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof CommanderError)
      return thrown.exitCode === 0 ? ExitCode.success : ExitCode.usage;
    if (!(thrown instanceof FileError)) throw thrown;
    printError(`kaleidoscope: ${thrown.message}\n`);
    return ExitCode.failure;
  }
  return exitCode;
}

/** The parser takes optional values from the next argument, which would be the file: `--ir x.ks`. */
function spellOut(argument: string): string {
  if (argument === '--stats') return '--stats=table';
  return argument === '--ir' ? '--ir=lowered' : argument;
}

function createProgram(exit: (code: number) => void): Command {
  const program = addHelp(new Command('kaleidoscope'))
    .description('Runs Kaleidoscope programs. Each function is compiled when it is first called.')
    .argument('[FILE...]', "programs, run in this order in one session; '-' is standard input")
    .option('-q, --quiet', "do not print 'Evaluated to' for each top-level expression")
    .addOption(
      new Option('--stats <FORMAT>', 'say what was compiled, and how long it took').choices([
        'table',
        'json',
      ]),
    )
    .option('--trace <FILE>', 'write a time line, for ui.perfetto.dev')
    .option('-V, --version', 'print the version')
    .enablePositionalOptions()
    .action(async (files, options) => exit(await run(files, options)));
  program.on('option:version', () => {
    program.configureOutput().writeOut?.(`${version()}\n`);
    throw new CommanderError(ExitCode.success, 'commander.version', '');
  });
  common(program);
  common(program.command('check'))
    .summary('compile everything and run nothing')
    .description('Compiles everything, runs nothing, and prints all errors and warnings.')
    .argument('[FILE...]', "programs of one session; '-' is standard input")
    .action(async (files, options, command) => exit(await check(files, options, command)));
  return program;
}

function common(command: Command): Command {
  return command
    .option('-e, --eval <TEXT>', 'a program, after the files; can be given several times', append)
    .option('--verify', 'check the intermediate code after each step')
    .addOption(
      new Option('--engine <NAME>', 'what compiles and runs').choices(['wasm']).default('wasm'),
    )
    .option('--color', 'colour messages even if they do not go to a terminal')
    .option('--no-color', 'do not colour messages');
}

function append(text: string, texts: readonly string[] = []): readonly string[] {
  return [...texts, text];
}

async function run(
  files: readonly string[],
  { eval: texts = [], ...options }: RunOptions,
): Promise<number> {
  const isEmpty = files.length === 0 && texts.length === 0;
  if (isEmpty && isatty(STANDARD_INPUT)) {
    printError('kaleidoscope: there is no REPL yet\n');
    return ExitCode.usage;
  }
  const { run } = await import('./run.ts');
  return run({ ...options, texts, files: isEmpty ? ['-'] : files });
}

async function check(
  files: readonly string[],
  { eval: texts = [], ...options }: CommonOptions,
  command: Command,
): Promise<number> {
  if (files.length === 0 && texts.length === 0)
    command.error('error: nothing to check: name a FILE');
  const { check } = await import('./check.ts');
  return check({ ...options, files, texts });
}

/** The command line: what there is to say, and who acts on it. */
import { extname, resolve } from 'node:path';
import { isatty } from 'node:tty';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { listPasses } from '../passes/index.ts';
import type { Form } from './emit.ts';
import { ENGINES, EngineError } from './engine.ts';
import { ExitCode } from './exit-code.ts';
import { printError } from './file-descriptor.ts';
import { FileError } from './file-error.ts';
import { addHelp } from './help.ts';
import type { Inputs } from './input.ts';
import { version } from './internal-error.ts';
import type { CompilationOptions } from './jit-options.ts';
import { STANDARD_OUTPUT } from './standard-output.ts';
import type { StatisticsFormat } from './statistics.ts';

const STANDARD_INPUT = 0;

/** What all commands understand. */
interface CommonOptions extends CompilationOptions {
  readonly eval?: readonly string[];
  readonly color?: boolean;
}

interface EmitOptions extends CommonOptions {
  readonly ast?: boolean;
  readonly ir?: 'lowered' | 'optimized';
  readonly wat?: boolean;
  readonly wasm?: boolean;
  readonly llvm?: boolean;
  readonly asm?: boolean;
  readonly function?: string;
  readonly output?: string;
}

interface BuildOptions extends CommonOptions {
  readonly output: string;
  readonly triple?: string;
  readonly cpu?: string;
  readonly prefix?: string;
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
    if (!(thrown instanceof FileError || thrown instanceof EngineError)) throw thrown;
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
    .action(async (files, options, command) => exit(await run(files, options, command)));
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
  common(program.command('emit'))
    .summary('print what a program is compiled to')
    .description('Writes one form of a program, or of one function, and runs nothing.')
    .argument('[FILE...]', "programs of one session; '-' is standard input")
    .option('--ast', 'the syntax trees')
    .addOption(
      new Option('--ir <STAGE>', 'the intermediate code').choices(['lowered', 'optimized']),
    )
    .option('--wat', 'the WebAssembly code as text')
    .option('--llvm', "LLVM's intermediate code, optimized by LLVM")
    .option('--asm', 'the assembly of this machine, by LLVM')
    .option('--wasm', 'one WebAssembly module, which exports the functions under their names')
    .option('--function <NAME>', 'only this function')
    .option('-o, --output <FILE>', 'write to FILE')
    .action(async (files, options, command) => exit(await emit(files, options, command)));
  compiling(program.command('build'))
    .summary('compile a program ahead of time')
    .description(
      "Compiles a program to a file, and writes a declaration of its functions beside it. Nothing runs: top-level expressions become a function 'top_level'.",
    )
    .argument('[FILE...]', "programs of one session; '-' is standard input")
    .requiredOption('-o, --output <FILE>', 'what to make, by its extension: .wasm .o .s .ll .bc')
    .option('--triple <TRIPLE>', 'compile for another machine: aarch64-linux-gnu')
    .option('--cpu <NAME>', "compile for a processor: skylake; 'native' is this one")
    .option('--prefix <TEXT>', 'put this before the C names of all functions', cPrefix)
    .action(async (files, options, command) => exit(await build(files, options, command)));
  program
    .command('passes')
    .summary('list the passes of the optimizer')
    .description('Lists the passes of the optimizer in the order in which they first run.')
    .action(async () => {
      const { printPasses } = await import('./list-passes.ts');
      printPasses();
    });
  return program;
}

/** What the commands understand that compile for this session, or show how that goes. */
function common(command: Command): Command {
  return compiling(command)
    .addOption(
      new Option('--engine <NAME>', 'what compiles and runs').choices(ENGINES).default('wasm'),
    )
    .option(
      '--load <LIB>',
      "a shared library whose functions 'extern' finds; can be given several times",
      append,
    );
}

function compiling(command: Command): Command {
  return command
    .option('-e, --eval <TEXT>', 'a program, after the files; can be given several times', append)
    .option('--verify', 'check the intermediate code after each step')
    .addOption(
      new Option('-O, --optimize <LEVEL>', 'how much to optimize')
        .choices(['0', '1', '2', '3'])
        .default('2'),
    )
    .option(
      '--passes <LIST>',
      "passes to run instead, with commas between; 'kaleidoscope passes' lists them",
      passNames,
    )
    .option(
      '--interpret <CALLS>',
      'interpret so many calls of a function without loops before compiling it ' +
        '(default: 0 for the first 16 functions, then 16)',
      callCount,
    )
    .option('--color', 'colour messages even if they do not go to a terminal')
    .option('--no-color', 'do not colour messages');
}

function callCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is a number of calls.');
  return Number(text);
}

function passNames(list: string): readonly string[] {
  const names = list.split(',').filter((name) => name !== '');
  const known = new Set(listPasses().map(({ name }) => name));
  for (const name of names) {
    if (!known.has(name)) throw new InvalidArgumentError(`There is no pass '${name}'.`);
  }
  return names;
}

function cPrefix(text: string): string {
  if (/^[A-Za-z_]\w*$/.test(text)) return text;
  throw new InvalidArgumentError('It is no identifier of C.');
}

function append(text: string, texts: readonly string[] = []): readonly string[] {
  return [...texts, text];
}

async function run(
  files: readonly string[],
  options: RunOptions,
  command: Command,
): Promise<number> {
  checkEngine(options, command);
  const { eval: texts = [], ...rest } = options;
  const isEmpty = files.length === 0 && texts.length === 0;
  if (isEmpty && isatty(STANDARD_INPUT) && isatty(STANDARD_OUTPUT)) return talk(options, command);
  const { run } = await import('./run.ts');
  return run({ ...rest, texts, files: isEmpty ? ['-'] : files });
}

async function talk(options: RunOptions, command: Command): Promise<number> {
  for (const name of ['quiet', 'stats', 'trace'] as const) {
    if (options[name] !== undefined)
      command.error(`error: option '--${name}' needs a program to run`);
  }
  const { interact } = await import('./interact.ts');
  return interact(options);
}

async function check(
  files: readonly string[],
  options: CommonOptions,
  command: Command,
): Promise<number> {
  checkEngine(options, command);
  const { check } = await import('./check.ts');
  return check({ ...options, ...inputs(files, options, command) });
}

async function emit(
  files: readonly string[],
  options: EmitOptions,
  command: Command,
): Promise<number> {
  const { ast, ir, wat, wasm, llvm, asm, ...rest } = options;
  const choices = { ast, wat, wasm, llvm, asm };
  const forms = [
    ...Object.entries(choices).flatMap(([form, isChosen]) => (isChosen ? [form] : [])),
    ...(ir === undefined ? [] : [`${ir}-ir`]),
  ];
  if (forms.length !== 1)
    command.error(
      'error: say which form: one of --ast, --ir, --ir=optimized, --wat, --wasm, --llvm, --asm',
    );
  const form = forms[0] as Form;
  if (form === 'wasm' && (rest.output ?? '-') === '-' && isatty(STANDARD_OUTPUT)) {
    command.error(
      'error: a terminal cannot show a binary module: name a file with -o FILE, or use --wat',
    );
  }
  const { emit } = await import('./emit.ts');
  return emit({ ...rest, form, ...inputs(files, options, command) });
}

async function build(
  files: readonly string[],
  options: BuildOptions,
  command: Command,
): Promise<number> {
  const { build, EXTENSIONS, isWasm } = await import('./build/build.ts');
  const { output } = options;
  if (!EXTENSIONS.includes(extname(output))) {
    const known = EXTENSIONS.join(', ');
    command.error(`error: the extension of '${output}' does not say what to build: ${known}`);
  }
  for (const name of ['triple', 'cpu', 'prefix'] as const) {
    if (isWasm(output) && options[name] !== undefined)
      command.error(`error: option '--${name}' is not for WebAssembly`);
  }
  const input = inputs(files, options, command);
  if (input.files.some((file) => resolve(file) === resolve(output))) {
    command.error(`error: '${output}' would overwrite the program`);
  }
  return build({ ...options, ...input });
}

/** Options that only one engine understands. */
function checkEngine({ engine, load }: CommonOptions, command: Command): void {
  if (load !== undefined && engine !== 'llvm')
    command.error("error: option '--load' needs '--engine=llvm'");
}

/** What a command that does not talk works on: files, or texts, or what is piped in. */
function inputs(
  files: readonly string[],
  { eval: texts = [] }: CommonOptions,
  command: Command,
): Inputs {
  const isEmpty = files.length === 0 && texts.length === 0;
  if (isEmpty && isatty(STANDARD_INPUT)) command.error("error: missing argument 'FILE'");
  return { files: isEmpty ? ['-'] : files, texts };
}

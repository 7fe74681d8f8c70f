/** The commands and their options, as help and completion show them and the parser reads them. */
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { parseAddress, printAddress } from '../executors/node/sockets/address.ts';
import { listPasses } from '../passes/index.ts';
import {
  nearest,
  InvalidArgumentError as OurInvalidArgumentError,
  quote,
} from '../source/index.ts';
import { build, check, emit, opt, run, runIR, serve } from './actions.ts';
import { SHELLS, type Shell } from './commands/completion/shells.ts';
import { addHelp, addHint } from './help.ts';
import { ENGINES, EXECUTORS } from './session/engine.ts';
import { ALL } from './session/print-after.ts';
import { ExitCode } from './terminal/exit-code.ts';
import { version } from './terminal/internal-error.ts';
import { NUMBER_FORMATS } from './terminal/number-format.ts';
import { writeOut } from './terminal/standard-output.ts';

/** @param exit Receives the exit code of the command that ran. */
export function createProgram(exit: (code: number) => void): Command {
  const program = caching(limited(observed(showing(addHelp(new Command('kaleidoscope'))))))
    .description('Runs Kaleidoscope programs. Each function is compiled when it is first called.')
    .usage('[options] [FILE...]\n       kaleidoscope COMMAND [options] ...')
    .argument('[FILE...]', "programs, run in this order in one session; '-' is standard input")
    .option('-i, --interactive', 'then talk, with what the programs have defined')
    .option(
      '--interpret <CALLS>',
      'interpret so many calls of a function without loops before compiling it ' +
        '(default: 0 for the first 16 functions, then 16)',
      callCount,
    )
    .option('-V, --version', 'print the version')
    .enablePositionalOptions()
    .action(async (files, options, command) => exit(await run(files, options, command)));
  program.on('option:version', () => {
    program.configureOutput().writeOut?.(`${version()}\n`);
    throw new CommanderError(ExitCode.success, 'commander.version', '');
  });
  onEngine(takingTexts(program));
  onEngine(takingTexts(program.command('check')))
    .summary('compile everything and run nothing')
    .description('Compiles everything, runs nothing, and prints all errors and warnings.')
    .argument('[FILE...]', "programs of one session; '-' is standard input")
    .action(async (files, options, command) => exit(await check(files, options, command)));
  takingTexts(program.command('emit'))
    .summary('print what a program is compiled to')
    .description('Writes one form of a program, or of one function, and runs nothing.')
    .argument('[FILE...]', "programs of one session; '-' is standard input")
    .option('--ast', 'the syntax trees')
    .addOption(
      new Option('--ir [STAGE]', 'the intermediate code')
        .choices(['lowered', 'optimized'])
        .preset('lowered'),
    )
    .addOption(
      new Option('--cfg [STAGE]', "its control flow, as a picture for Graphviz's dot")
        .choices(['lowered', 'optimized'])
        .preset('lowered'),
    )
    .option('--wat', 'the WebAssembly code as text')
    .option('--llvm', "LLVM's intermediate code, optimized by LLVM")
    .option('--asm', 'the assembly of this machine, by LLVM')
    .option('--wasm', 'one WebAssembly module, which exports the functions under their names')
    .option('--function <NAME>', 'only this function')
    .option('-o, --output <FILE>', 'write to FILE')
    .action(async (files, options, command) => exit(await emit(files, options, command)));
  takingTexts(program.command('build'))
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
  compiling(program.command('opt'))
    .summary('optimize intermediate code')
    .description(
      "Reads a module of intermediate code, optimizes it, and prints it. Calls of what it only declares may become instructions: 'sqrt' is the C library's.",
    )
    .argument('[FILE]', "the module; '-' is standard input")
    .option('-o, --output <FILE>', 'write to FILE')
    .action(async (file, options, command) => exit(await opt(file, options, command)));
  onEngine(compiling(caching(limited(observed(showing(program.command('run')))))))
    .summary('run intermediate code')
    .description(
      'Reads a module of intermediate code, calls one of its functions, and shows what it returns.',
    )
    .argument('<FILE>', "the module, '.ll'; '-' is standard input")
    .argument('[FUNCTION]', "what to call (default: 'main' or 'top_level')")
    .argument('[NUMBERS...]', 'its arguments', numbers)
    .action(async (file, name, args: readonly number[] = [], options, command) =>
      exit(await runIR(file, name, args, options, command)),
    );
  program
    .command('executor')
    .summary('run code for programs elsewhere')
    .description(
      "Listens, prints its address, and runs the code of programs whose '--executor' names that address. Addresses are tcp://HOST:PORT, tls://HOST:PORT and unix:PATH; without HOST this machine alone is served, and port 0 is any. On NATS, a program gets an executor that is free.",
    )
    .option('--listen <ADDRESS>', 'where to listen', socketAddress)
    .addOption(
      new Option('--nats <URL>', 'offer executors on a server of NATS: nats://HOST:PORT')
        .argParser(natsURL)
        .conflicts('listen'),
    )
    .addOption(secretFile())
    .option('--tls-cert <FILE>', "certificate of this executor, for 'tls://'")
    .option('--tls-key <FILE>', 'key of the certificate')
    .option(
      '--connections <COUNT>',
      'most programs at a time (default: 64; on NATS 1)',
      connectionCount,
    )
    .action(async (options, command) => exit(await serve(options, command)));
  program
    .command('passes')
    .summary('list the passes of the optimizer')
    .description('Lists the passes of the optimizer in the order in which they first run.')
    .action(async () => {
      const { printPasses } = await import('./commands/list-passes.ts');
      printPasses();
    });
  program
    .command('completion')
    .summary('print a script for the completion of a shell')
    .description('Prints a script by which a shell completes commands, options and file names.')
    .addArgument(new Argument('<SHELL>').choices(SHELLS))
    .addHelpText(
      'after',
      `
To have it in each shell:
  source <(kaleidoscope completion bash)       in ~/.bashrc
  source <(kaleidoscope completion zsh)        in ~/.zshrc, after compinit
  kaleidoscope completion fish | source        in ~/.config/fish/config.fish`,
    )
    .action(async (shell: Shell) => {
      const { completionScript } = await import('./commands/completion/index.ts');
      writeOut(new TextEncoder().encode(completionScript(shell, program)));
    });
  program
    .command('help')
    .summary('print the help of a command')
    .description('Prints the help of a command, or of all.')
    .argument('[COMMAND]')
    .action((name: string | undefined, _, command: Command) => printHelp(program, name, command));
  for (const command of program.commands) addHint(command);
  return program;
}

function printHelp(program: Command, name: string | undefined, command: Command): never {
  if (name === undefined) program.help();
  const named = program.commands.find((candidate) => candidate.name() === name);
  if (named !== undefined) named.help();
  const names = program.commands.map((candidate) => candidate.name());
  const meant = nearest(name, names);
  const hint = meant === undefined ? `there are ${names.join(', ')}` : `did you mean '${meant}'?`;
  command.error(`error: there is no command ${quote(name)}; ${hint}`);
}

/** Adds the options of commands that compile for a session of this process. */
function onEngine(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--engine <NAME>',
        "what compiles and runs; on llvm, 'extern' finds every function of the process, 'exit' too: run only programs that you trust",
      )
        .choices(ENGINES)
        .default('wasm'),
    )
    .option(
      '--load <LIB>',
      "a shared library whose functions 'extern' finds; can be given several times",
      append,
    );
}

/** Adds the options of commands that can report what they compiled. */
function observed(command: Command): Command {
  return command
    .addOption(
      new Option('--stats [FORMAT]', 'say what was compiled, and how long it took')
        .choices(['table', 'json'])
        .preset('table'),
    )
    .option('--trace <FILE>', 'write a time line, for ui.perfetto.dev');
}

/** Adds the options of commands that run programs. */
function limited(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--executor <WHERE>',
        "where code runs: in a thread or a process of its own, or at an address where 'kaleidoscope executor' listens (default: in a process on llvm, else in this thread)",
      )
        .choices(EXECUTORS)
        .argParser(executorPlace),
    )
    .addOption(
      new Option(
        '--in-process',
        'run code in this thread on llvm too, where what a C library does wrong ends everything',
      ).conflicts('executor'),
    )
    .addOption(secretFile())
    .option('--tls-ca <FILE>', "certificates that the executor's must go back to, for 'tls://'")
    .option('--timeout <MS>', 'end each expression that takes longer, in milliseconds', duration)
    .option(
      '--max-output <BYTES>',
      'end an expression when the program has printed more',
      byteCount,
    );
}

function secretFile(): Option {
  return new Option(
    '--secret-file <FILE>',
    'what executor and programs must both know (default: KALEIDOSCOPE_SECRET)',
  );
}

/** Adds the option of commands that run code which they could keep. */
function caching(command: Command): Command {
  return command.addOption(
    new Option(
      '--cache <DIR>',
      'keep compiled functions in this directory, and take them from there; empty: do not',
    ).env('KALEIDOSCOPE_CACHE'),
  );
}

/** Adds the options of commands that show values. */
function showing(command: Command): Command {
  return command
    .option('-q, --quiet', "do not print 'Evaluated to' for each top-level expression")
    .addOption(
      new Option(
        '--format <NUMBERS>',
        'how values are shown: with six decimals, or with the fewest digits that read back (default: fixed; shortest in the REPL)',
      ).choices(NUMBER_FORMATS),
    );
}

/** Adds the options of commands that compile programs. */
function takingTexts(command: Command): Command {
  return compiling(
    command.option(
      '-e, --eval <TEXT>',
      'a program, after the files; can be given several times',
      append,
    ),
  );
}

/** Adds the options of all commands that compile. */
function compiling(command: Command): Command {
  return command
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
      '--print-after <LIST>',
      "print a function's intermediate code after these passes, on standard error; 'all' is each",
      printAfter,
    )
    .option(
      '--max-errors <COUNT>',
      'how many errors and warnings are shown; 0 shows all (default: 20)',
      errorCount,
    )
    .option('--color', 'colour messages even if they do not go to a terminal')
    .option('--no-color', 'do not colour messages');
}

function callCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Expected a number of calls.');
  return Number(text);
}

function duration(text: string): number {
  if (!/^\d{1,9}(\.\d+)?$/.test(text)) throw new InvalidArgumentError('Expected milliseconds.');
  return Number(text);
}

function byteCount(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Expected a number of bytes.');
  return Number(text);
}

function executorPlace(text: string): string {
  const isName = (EXECUTORS as readonly string[]).includes(text);
  if (isName) return text;
  return text.startsWith('nats:') ? natsURL(text) : socketAddress(text);
}

function natsURL(text: string): string {
  if (/^nats:\/\/[^\s/@]+$/.test(text)) return text;
  throw new InvalidArgumentError('Expected nats://HOST or nats://HOST:PORT.');
}

function socketAddress(text: string): string {
  try {
    return printAddress(parseAddress(text));
  } catch (thrown) {
    if (!(thrown instanceof OurInvalidArgumentError)) throw thrown;
    throw new InvalidArgumentError(`${thrown.message}.`);
  }
}

function connectionCount(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text))
    throw new InvalidArgumentError('Expected a number of programs.');
  return Number(text);
}

function errorCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Expected a number of errors.');
  return Number(text);
}

function passNames(list: string): readonly string[] {
  const names = list.split(',').filter((name) => name !== '');
  for (const name of names) checkPass(name);
  return names;
}

function printAfter(list: string, names: readonly string[] = []): readonly string[] {
  const more = list.split(',').filter((name) => name !== '');
  for (const name of more) if (name !== ALL) checkPass(name);
  return [...names, ...more];
}

function checkPass(name: string): void {
  const names = listPasses().map((pass) => pass.name);
  if (names.includes(name)) return;
  const meant = nearest(name, names);
  const hint = meant === undefined ? '' : ` Did you mean '${meant}'?`;
  throw new InvalidArgumentError(`There is no pass ${quote(name)}.${hint}`);
}

/** Reads numbers as the command line shows them: decimals, infinities or `nan`. */
function numbers(text: string, before: readonly number[] = []): readonly number[] {
  const isDecimal = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text);
  const [, sign, word] = /^([-+]?)(inf|nan)$/.exec(text) ?? [];
  if (!isDecimal && word === undefined) throw new InvalidArgumentError('Expected a number.');
  const special = word === 'nan' ? NaN : sign === '-' ? -Infinity : Infinity;
  return [...before, isDecimal ? Number(text) : special];
}

function cPrefix(text: string): string {
  if (/^[A-Za-z_]\w*$/.test(text)) return text;
  throw new InvalidArgumentError('Expected a C identifier.');
}

function append(text: string, texts: readonly string[] = []): readonly string[] {
  return [...texts, text];
}

/** The action of each command: checks the options, then loads the command and runs it. */
import { extname, resolve } from 'node:path';
import { isatty } from 'node:tty';
import type { Command } from 'commander';
import { quote } from '../source/index.ts';
import type { Form } from './commands/emit.ts';
import type { ServeOptions } from './commands/serve-executors.ts';
import type { CompilationOptions } from './session/jit-options.ts';
import type { StatisticsFormat } from './session/statistics.ts';
import type { Inputs } from './terminal/input.ts';
import type { NumberFormat } from './terminal/number-format.ts';
import type { ReportOptions } from './terminal/report.ts';
import { STANDARD_OUTPUT } from './terminal/standard-output.ts';

const STANDARD_INPUT = 0;

/** Options that all commands understand. */
interface CommonOptions extends CompilationOptions, ReportOptions {
  readonly eval?: readonly string[];
}

interface EmitOptions extends CommonOptions {
  readonly ast?: boolean;
  readonly ir?: 'lowered' | 'optimized';
  readonly cfg?: 'lowered' | 'optimized';
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
  readonly interactive?: boolean;
  readonly format?: NumberFormat;
  readonly stats?: StatisticsFormat;
  readonly trace?: string;
}

export async function run(
  files: readonly string[],
  options: RunOptions,
  command: Command,
): Promise<number> {
  checkEngine(options, command);
  const { eval: texts = [], ...rest } = options;
  const isEmpty = files.length === 0 && texts.length === 0;
  const isTerminal = isatty(STANDARD_INPUT) && isatty(STANDARD_OUTPUT);
  if (options.interactive && !isTerminal)
    command.error("error: option '--interactive' needs a terminal");
  if (isTerminal && (isEmpty || options.interactive)) {
    return talk({ ...options, files, texts }, command);
  }
  const { run } = await import('./commands/run.ts');
  return run({ ...rest, texts, files: isEmpty ? ['-'] : files });
}

async function talk(options: RunOptions & Inputs, command: Command): Promise<number> {
  for (const name of ['quiet', 'stats', 'trace'] as const) {
    if (options[name] === undefined) continue;
    const problem = options.interactive
      ? "does not go with '--interactive'"
      : 'needs a program to run';
    command.error(`error: option '--${name}' ${problem}`);
  }
  const { interact } = await import('./commands/interact.ts');
  return interact(options);
}

export async function check(
  files: readonly string[],
  options: CommonOptions,
  command: Command,
): Promise<number> {
  checkEngine(options, command);
  const { check } = await import('./commands/check.ts');
  return check({ ...options, ...inputs(files, options, command) });
}

export async function emit(
  files: readonly string[],
  options: EmitOptions,
  command: Command,
): Promise<number> {
  const { ast, ir, cfg, wat, wasm, llvm, asm, ...rest } = options;
  const choices = { ast, wat, wasm, llvm, asm };
  const forms = [
    ...Object.entries(choices).flatMap(([form, isChosen]) => (isChosen ? [form] : [])),
    ...(ir === undefined ? [] : [`${ir}-ir`]),
    ...(cfg === undefined ? [] : [`${cfg}-cfg`]),
  ];
  if (forms.length !== 1)
    command.error(
      'error: say which form: one of --ast, --ir, --ir=optimized, --cfg, --cfg=optimized, --wat, --wasm, --llvm, --asm',
    );
  const form = forms[0] as Form;
  if (form === 'wasm' && (rest.output ?? '-') === '-' && isatty(STANDARD_OUTPUT)) {
    command.error(
      'error: a terminal cannot show a binary module: name a file with -o FILE, or use --wat',
    );
  }
  const { emit } = await import('./commands/emit.ts');
  return emit({ ...rest, form, ...inputs(files, options, command) });
}

export async function build(
  files: readonly string[],
  options: BuildOptions,
  command: Command,
): Promise<number> {
  const { build, EXTENSIONS, isWasm } = await import('./commands/build/build.ts');
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

interface OptOptions extends CommonOptions {
  readonly output?: string;
}

export async function opt(
  file: string | undefined,
  options: OptOptions,
  command: Command,
): Promise<number> {
  const { opt } = await import('./commands/opt.ts');
  const { files } = inputs(file === undefined ? [] : [file], options, command);
  return opt({ ...options, file: files[0]! }); // there is one
}

export async function runIR(
  file: string,
  entry: string | undefined,
  args: readonly number[],
  options: RunOptions,
  command: Command,
): Promise<number> {
  checkEngine(options, command);
  if (file !== '-' && extname(file) !== '.ll') {
    command.error(
      `error: ${quote(file)} is no intermediate code, whose files end in '.ll'; ` +
        `if it is a program, write ${quote(`kaleidoscope ${file}`)}`,
    );
  }
  const { runIR } = await import('./commands/run-ir.ts');
  return runIR({ ...options, file, entry, args });
}

export async function serve(options: ServeOptions, command: Command): Promise<number> {
  const { listen, nats } = options;
  if (listen === undefined && nats === undefined)
    command.error("error: option '--listen' or '--nats' is missing");
  const isSecure = listen?.startsWith('tls:') === true;
  for (const name of ['tlsCert', 'tlsKey'] as const) {
    const flag = name === 'tlsCert' ? '--tls-cert' : '--tls-key';
    if (isSecure && options[name] === undefined)
      command.error(`error: an address with 'tls://' needs option '${flag}'`);
    if (!isSecure && options[name] !== undefined)
      command.error(`error: option '${flag}' needs an address with 'tls://'`);
  }
  const { serveExecutors } = await import('./commands/serve-executors.ts');
  return serveExecutors(options);
}

/** Options that only one engine or executor understands. */
function checkEngine(options: CommonOptions, command: Command): void {
  const { engine, load, executor = '', secretFile, tlsCa } = options;
  if (load !== undefined && engine !== 'llvm')
    command.error("error: option '--load' needs '--engine=llvm'");
  if (secretFile !== undefined && !executor.includes(':'))
    command.error("error: option '--secret-file' needs an address in '--executor'");
  if (tlsCa !== undefined && !executor.startsWith('tls:'))
    command.error("error: option '--tls-ca' needs '--executor=tls://HOST:PORT'");
}

/** The inputs of a command without a conversation: files, texts, or else standard input. */
function inputs(
  files: readonly string[],
  { eval: texts = [] }: CommonOptions,
  command: Command,
): Inputs {
  const isEmpty = files.length === 0 && texts.length === 0;
  if (isEmpty && isatty(STANDARD_INPUT)) command.error("error: missing argument 'FILE'");
  return { files: isEmpty ? ['-'] : files, texts };
}

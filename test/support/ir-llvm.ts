/**
 * LLVM as a referee: its verifier reads the IR that we print, and its JIT runs it.
 *
 * Looks for tools on the search path, with and without a version in their names, and in Debian's
 * directories.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { formatDouble, type IRFunction, type IRModule, printModule } from '../../src/ir/index.ts';
import type { HostLog } from './ir-arbitrary.ts';
import { isLong } from './long.ts';
import { lacking } from './native.ts';

export interface LLVMTool {
  readonly path: string;
  /** Major version of LLVM. */
  readonly version: number;
}

export interface LLVMTools {
  /** In long runs all installed versions, oldest first; otherwise the newest. */
  readonly tools: readonly LLVMTool[];
  /** Why tests that need the tool cannot run here, for the end of their names. */
  readonly missing: string | undefined;
}

/** The installed versions of a tool from `oldest` on. */
export function llvmTools(name: 'opt' | 'lli', oldest = 14): LLVMTools {
  const environment: { PATH?: string } = process.env;
  const folders = [...(environment.PATH ?? '').split(delimiter), ...debianFolders()];
  const paths = folders.flatMap((folder) =>
    entriesOf(folder)
      .filter((entry) => new RegExp(`^${name}(-\\d+)?$`).test(entry))
      .flatMap((entry) => targetOf(join(folder, entry))),
  );
  const tools = [...new Set(paths)]
    .map((path) => ({ path, version: versionOf(path) }))
    .filter(({ version }) => version >= oldest)
    .sort((a, b) => a.version - b.version);
  const missing = tools.length === 0 ? lacking(`${name} of LLVM ${oldest} or later`) : undefined;
  return { tools: isLong ? tools : tools.slice(-1), missing };
}

function debianFolders(): string[] {
  return entriesOf('/usr/lib')
    .filter((entry) => /^llvm-\d+$/.test(entry))
    .map((entry) => join('/usr/lib', entry, 'bin'));
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // the search path may name missing directories
  }
}

/** The file that a path leads to; none if the path is a broken link. */
function targetOf(path: string): string[] {
  try {
    return [realpathSync(path)];
  } catch {
    return [];
  }
}

/** The major version; 0 if the tool does not run, or is another program of that name. */
function versionOf(path: string): number {
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return Number(/LLVM version (\d+)/.exec(stdout)?.[1] ?? 0);
}

/** Runs a tool on `text`; returns its output, and throws its message if it fails. */
export function runTool(tool: LLVMTool, args: readonly string[], text: string): string {
  const { status, stdout, stderr, error } = spawnSync(tool.path, [...args, '-'], {
    input: text,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    timeout: 60_000, // wrong code may never end
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${tool.path} ${args.join(' ')}: exit ${status}\n${stderr}`);
  return stdout;
}

/** Makes LLVM's verifier check a text. Throws its message if it objects. */
export function verifyWithLLVM(tool: LLVMTool, text: string): void {
  runTool(tool, ['-passes=verify', '-disable-output'], text);
}

/** A function to call, with its arguments. */
export interface Sample {
  readonly fn: IRFunction;
  readonly args: readonly number[];
}

/**
 * The results of `lli` for each sample: first all arguments of `observe`, then the result, as
 * `formatDouble` writes them.
 */
export function runWithLLVM(
  tool: LLVMTool,
  module: IRModule,
  samples: readonly Sample[],
): string[][] {
  const program = printModule(module)
    .split('\n')
    .filter((line) => !/^declare double @(observe|nine)\(/.test(line)) // defined below
    .join('\n');
  // The IR has no integers and no pointers, so the harness passes constants through our printer.
  const calls = samples.map(({ fn, args }, at) => {
    const constants = args.map((arg) => `double 0x${bitsOf(arg)}`).join(', ');
    return [
      `  %r${at} = call double @${fn.name}(${constants})`,
      `  call void @print_bits(double %r${at})`,
      '  call i32 @putchar(i32 10)',
    ].join('\n');
  });
  const main = `define i32 @main() {\n${calls.join('\n')}\n  ret i32 0\n}\n`;
  const output = runTool(tool, [], program + harness + main);
  return output
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(' ').map(fromBits));
}

/** The results of the reference for a sample, in the form of `runWithLLVM`. */
export function expectedOf(log: HostLog, result: number): string[] {
  return [...log.observed, result].map(formatDouble);
}

function bitsOf(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
}

function fromBits(bits: string): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${bits}`));
  return formatDouble(view.getFloat64(0));
}

/** `HostLog` in LLVM's assembly, with neither pointers nor globals: those differ by version. */
const harness = `
declare i32 @putchar(i32)

define double @nine() {
  ret double 9.0
}

define double @observe(double %x) {
  call void @print_bits(double %x)
  %half = fdiv double %x, 2.0
  ret double %half
}

define void @print_bits(double %x) {
entry:
  %bits = bitcast double %x to i64
  br label %loop
loop:
  %shift = phi i64 [ 60, %entry ], [ %next, %loop ]
  %shifted = lshr i64 %bits, %shift
  %nibble = and i64 %shifted, 15
  %small = icmp ult i64 %nibble, 10
  %base = select i1 %small, i64 48, i64 87
  %sum = add i64 %nibble, %base
  %char = trunc i64 %sum to i32
  call i32 @putchar(i32 %char)
  %next = sub i64 %shift, 4
  %more = icmp sge i64 %next, 0
  br i1 %more, label %loop, label %exit
exit:
  call i32 @putchar(i32 32)
  ret void
}

`;

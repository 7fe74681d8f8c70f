/** The commands of the REPL. */
import { printModule } from '../../ir/index.ts';
import { printAST } from '../../language/index.ts';
import { readSource } from '../input.ts';
import { assemblyOf, watOf } from './code.ts';
import type { CommandContext } from './command-context.ts';
import { type CommandInfo, findCommands, parseCommandLine, suggest } from './command-line.ts';
import { expandHome } from './completer.ts';
import type { Definition } from './definitions.ts';
import { stubTable } from './stub-table.ts';
import { time } from './timing.ts';

export interface Command extends CommandInfo {
  readonly usage: string;
  readonly summary: string;
  /** What it throws is shown as any error of an entry is. */
  run(session: CommandContext, argument: string): void;
}

/** A command was given what it cannot use. The message says what. */
class CommandError extends Error {
  override readonly name = 'CommandError';
}

export const COMMANDS: readonly Command[] = [
  {
    name: 'asm',
    argument: 'function',
    usage: ':asm NAME',
    summary: 'show the machine code that LLVM makes of it',
    run: (session, name) => session.print(assemblyOf(session.jit, definition(session, name).ast)),
  },
  {
    name: 'ast',
    argument: 'function',
    usage: ':ast NAME',
    summary: 'show the syntax tree of a function',
    run: (session, name) => {
      session.print(printAST(definition(session, name).ast, session.jit.operators));
    },
  },
  {
    name: 'help',
    argument: 'none',
    usage: ':help',
    summary: 'show this',
    run: (session) => session.print(help()),
  },
  {
    name: 'ir',
    argument: 'function',
    usage: ':ir NAME [raw]',
    summary: 'show its IR, optimized or as lowered',
    run: showIR,
  },
  {
    name: 'load',
    argument: 'file',
    usage: ':load FILE',
    summary: 'run a file in this session',
    run: (session, path) => {
      session.runSource(readSource(expandHome(required(path, 'the name of a file'))));
    },
  },
  {
    name: 'quit',
    argument: 'none',
    usage: ':quit',
    summary: 'leave, as Ctrl-D does',
    run: (session) => session.quit(),
  },
  {
    name: 'remove',
    argument: 'function',
    usage: ':remove NAME',
    summary: 'take a definition back',
    run: remove,
  },
  {
    name: 'stubs',
    argument: 'none',
    usage: ':stubs',
    summary: 'list the functions: lazy, interpreted so far, or compiled',
    run: (session) => session.print(stubTable([...session.definitions.functions()], session.paint)),
  },
  {
    name: 'time',
    argument: 'source',
    usage: ':time EXPRESSION',
    summary: 'run an expression and say how long that took',
    run: (session, text) => time(session, required(text, 'an expression')),
  },
  {
    name: 'wat',
    argument: 'function',
    usage: ':wat NAME',
    summary: 'show its WebAssembly code',
    run: (session, name) => session.print(watOf(session.jit, definition(session, name).ast)),
  },
];

/** Runs an entry that is a command; false if it is none. */
export function runCommand(session: CommandContext, entry: string): boolean {
  const line = parseCommandLine(entry);
  if (line === undefined) return false;
  const [command, ...others] = findCommands(COMMANDS, line.name);
  if (command === undefined) throw new CommandError(unknownCommand(line.name));
  if (others.length > 0) {
    const names = [command, ...others].map(({ name }) => `:${name}`).join(' or ');
    throw new CommandError(`':${line.name}' may be ${names}`);
  }
  command.run(session, line.argument);
  return true;
}

/**
 * Where the source text in an entry begins: at its start unless it is a command; at the argument
 * of a command that takes source text, and at the end of any other.
 */
export function sourceStart(entry: string): number {
  const line = parseCommandLine(entry);
  if (line === undefined) return 0;
  const [command] = findCommands(COMMANDS, line.name);
  return command?.argument === 'source' ? line.argumentStart : entry.length;
}

function unknownCommand(name: string): string {
  const meant = suggest(COMMANDS, name);
  const hint = meant === undefined ? ':help lists them all' : `did you mean ':${meant}'?`;
  return `there is no command ':${name}'; ${hint}`;
}

function help(): string {
  const width = Math.max(...COMMANDS.map(({ usage }) => usage.length)) + 2;
  const commands = COMMANDS.map(({ usage, summary }) => `  ${usage.padEnd(width)}${summary}`);
  const keys = [
    ['Enter', 'run the entry if it has ended, or go on with it on another line'],
    ['Alt-Enter', 'another line in any case; from an empty one Enter runs the entry'],
    ['Tab', 'complete a name; twice: list the names'],
    ['Up, Down, Ctrl-R', 'older entries; search them'],
    ['Ctrl-C', 'drop the entry, or interrupt the running program'],
    ['Ctrl-D', 'leave'],
  ].map(([key = '', summary = '']) => `  ${key.padEnd(width)}${summary}`);
  return [
    'Type definitions (def f(x) x + 1), declarations (extern sin(x)), expressions (f(2)).',
    '',
    ...commands,
    '',
    ...keys,
    '',
    'Commands can be shortened: :s, :t 2 * 3.',
  ].join('\n');
}

function showIR(session: CommandContext, argument: string): void {
  const [, name = '', raw] = /^(.*?)(?:\s+(raw))?$/s.exec(argument)!; // it matches any text
  const { ast } = definition(session, name);
  session.print(printModule(session.jit.lower(ast, raw === undefined)).trimEnd());
}

function remove(session: CommandContext, argument: string): void {
  const { ast } = definition(session, argument);
  session.definitions.remove(ast.prototype.name);
  session.note(`removed ${ast.prototype.name}`);
}

/** The definition of a function or, by its character, of an operator. */
function definition({ definitions }: CommandContext, argument: string): Definition {
  const name = required(argument, 'the name of a function');
  for (const candidate of [name, `binary${name}`, `unary${name}`]) {
    const found = definitions.get(candidate.replace(/\s+/g, ''));
    if (found !== undefined) return found;
  }
  if (definitions.isKnown(name)) throw new CommandError(`'${name}' is not defined in Kaleidoscope`);
  throw new CommandError(`there is no function '${name}'`);
}

function required(argument: string, what: string): string {
  if (argument === '') throw new CommandError(`expected ${what}`);
  return argument;
}

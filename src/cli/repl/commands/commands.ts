/** The commands of the REPL. */
import { writeFileSync } from 'node:fs';
import { nearest } from '../../../source/index.ts';
import { attempt } from '../../terminal/file-error.ts';
import { readSource } from '../../terminal/input.ts';
import { expandHome } from '../input/completer.ts';
import type { CommandContext } from './command-context.ts';
import {
  CommandError,
  type CommandLine,
  findCommands,
  parseCommandLine,
  required,
} from './command-line.ts';
import { editText } from './editing.ts';
import { type DescribedCommand, helpOn, overview } from './help.ts';
import { definition, isName, showAssembly, showIR, showTree, showWat } from './inspection.ts';
import { programOf, sourceOf } from './saving.ts';
import { stubTable } from './stub-table.ts';
import { time } from './timing.ts';

export interface Command extends DescribedCommand {
  /** Runs the command. The REPL reports its exceptions, as it reports those of programs. */
  run(session: CommandContext, argument: string, variant: string): void;
}

export const COMMANDS: readonly Command[] = [
  {
    name: 'asm',
    argument: 'code',
    usage: ':asm WHAT',
    summary: 'show the machine code that LLVM makes of it',
    run: showAssembly,
  },
  {
    name: 'ast',
    argument: 'code',
    usage: ':ast WHAT',
    summary: 'show the syntax tree',
    details: [':ast fib, :ast |, :ast 1 + 2 * 3'],
    run: showTree,
  },
  {
    name: 'edit',
    argument: 'function',
    usage: ':edit [NAME]',
    summary: 'edit a definition, or the last entry, and run it',
    details: ['VISUAL or EDITOR in the environment names the editor.'],
    run: edit,
  },
  {
    name: 'help',
    argument: 'topic',
    usage: ':help [NAME]',
    summary: 'show this, or help on a command or a function',
    run: help,
  },
  {
    name: 'ir',
    argument: 'code',
    variants: ['lowered', 'optimized'],
    usage: ':ir[=optimized] WHAT',
    summary: 'show the IR as lowered, or as optimized',
    details: ["As 'kaleidoscope emit --ir' and '--ir=optimized' print it."],
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
    name: 'reset',
    argument: 'none',
    usage: ':reset',
    summary: 'forget all definitions, declarations and operators',
    run: (session) => session.reset(),
  },
  {
    name: 'save',
    argument: 'file',
    usage: ':save FILE',
    summary: 'write the definitions and declarations to a file',
    details: ['A file that is there is replaced. :load FILE brings everything back.'],
    run: save,
  },
  {
    name: 'stubs',
    argument: 'none',
    usage: ':stubs',
    summary: 'list the functions: lazy, interpreted or compiled',
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
    argument: 'code',
    usage: ':wat WHAT',
    summary: 'show the WebAssembly code',
    run: showWat,
  },
];

/** Words that users try before they know the commands. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['exit', 'quit'],
  ['quit', 'quit'],
  ['help', 'help'],
  ['?', 'help'],
]);

/** Runs an entry that is a command; returns false for any other entry. */
export function runCommand(session: CommandContext, entry: string): boolean {
  const line = parseCommandLine(entry) ?? parseWord(session, entry);
  if (line === undefined) return false;
  const [command, ...others] = findCommands(COMMANDS, line.name);
  if (command === undefined) throw new CommandError(unknownCommand(line.name));
  if (others.length > 0) {
    const names = [command, ...others].map(({ name }) => `:${name}`).join(' or ');
    throw new CommandError(`':${line.name}' may be ${names}`);
  }
  command.run(session, line.argument, variantOf(command, line));
  return true;
}

/**
 * Where the source text in an entry begins: at its start unless it is a command; at the argument
 * of a command that takes source text, and at the end of any other.
 */
export function sourceStart(entry: string): number {
  const line = parseCommandLine(entry);
  if (line === undefined) return 0;
  const kind = findCommands(COMMANDS, line.name)[0]?.argument;
  const isSource = kind === 'source' || (kind === 'code' && !isName(line.argument));
  return isSource ? line.argumentStart : entry.length;
}

/** The command that a word alone stands for, unless the program gave the word a meaning. */
function parseWord({ definitions, jit }: CommandContext, entry: string): CommandLine | undefined {
  const word = entry.trim();
  const name = WORDS.get(word);
  if (name === undefined || definitions.isKnown(word)) return undefined;
  if (word === '?' && jit.operators.isUserUnary(jit.operators.named(word))) return undefined;
  return { name, variant: undefined, argument: '', argumentStart: entry.length };
}

function variantOf({ name, variants = [] }: Command, { variant }: CommandLine): string {
  if (variant === undefined) return variants[0] ?? '';
  if (variants.includes(variant)) return variant;
  const choices = variants.map((each) => `':${name}=${each}'`).join(' or ');
  throw new CommandError(`':${name}=${variant}' is no command${choices && `; write ${choices}`}`);
}

function unknownCommand(name: string): string {
  const meant = nearest(
    name,
    COMMANDS.map((command) => command.name),
  );
  const hint = meant === undefined ? ':help lists them all' : `did you mean ':${meant}'?`;
  return `there is no command ':${name}'; ${hint}`;
}

function help(session: CommandContext, topic: string): void {
  const text = topic === '' ? overview(COMMANDS) : helpOn(session, topic, COMMANDS);
  if (text === undefined) throw new CommandError(`there is no command or function '${topic}'`);
  session.print(text);
}

function remove(session: CommandContext, argument: string): void {
  const { name } = definition(session, argument).ast.prototype;
  session.definitions.remove(name);
  session.note(`removed ${name}`);
}

function save(session: CommandContext, argument: string): void {
  const path = expandHome(required(argument, 'the name of a file'));
  const items = session.definitions.items();
  attempt('write', path, () => writeFileSync(path, programOf(items)));
  session.note(`saved ${items.length} definition${items.length === 1 ? '' : 's'} to ${path}`);
}

function edit(session: CommandContext, argument: string): void {
  const text = argument === '' ? session.lastProgram : sourceOf(definition(session, argument).ast);
  const edited = editText(text, process.env);
  if (edited === '') session.note('nothing to run');
  else session.runProgram(edited);
}

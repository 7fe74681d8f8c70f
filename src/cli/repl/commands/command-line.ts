/** Reading `:name argument` and `:name=variant argument`: names can be shortened. */

/** What a command takes; the Tab key offers such things. */
export type CommandArgument = 'none' | 'file' | 'function' | 'topic' | 'code' | 'source';

export interface CommandInfo {
  /** Without the colon. */
  readonly name: string;
  readonly argument: CommandArgument;
  /** What can follow the name and `=`; the first is meant where nothing does. */
  readonly variants?: readonly string[];
}

export interface CommandLine {
  readonly name: string;
  /** What follows `=` after the name. */
  readonly variant: string | undefined;
  readonly argument: string;
  /** Where the argument begins in the entry. */
  readonly argumentStart: number;
}

/** The parts of an entry that is a command. A blank before the colon makes it an expression. */
export function parseCommandLine(entry: string): CommandLine | undefined {
  const match = /^:([^\s=]*)(?:=(\S*))?\s*/.exec(entry);
  if (match === null) return undefined;
  const [{ length: argumentStart }, name = '', variant] = match;
  return { name, variant, argument: entry.slice(argumentStart).trimEnd(), argumentStart };
}

/** The command of that name, or all whose names begin with it. */
export function findCommands<C extends CommandInfo>(commands: readonly C[], name: string): C[] {
  const exact = commands.filter((command) => command.name === name);
  if (exact.length > 0 || name === '') return exact;
  return commands.filter((command) => command.name.startsWith(name));
}

/** A command was given what it cannot use. The message says what. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

export function required(argument: string, what: string): string {
  if (argument === '') throw new CommandError(`expected ${what}`);
  return argument;
}

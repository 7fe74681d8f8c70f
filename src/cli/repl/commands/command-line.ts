/** Parses `:name argument` and `:name=variant argument`. Users can shorten names. */

/** The kind of argument that a command takes and the Tab key completes. */
export type CommandArgument = 'none' | 'file' | 'function' | 'topic' | 'code' | 'source';

export interface CommandInfo {
  /** Without the colon. */
  readonly name: string;
  readonly argument: CommandArgument;
  /** The words that can follow the name and `=`. Default: the first. */
  readonly variants?: readonly string[];
}

export interface CommandLine {
  readonly name: string;
  /** The word after `=`. */
  readonly variant: string | undefined;
  readonly argument: string;
  /** Where the argument begins in the entry. */
  readonly argumentStart: number;
}

/** The parts of a command; undefined for a program. An entry with a leading blank is a program. */
export function parseCommandLine(entry: string): CommandLine | undefined {
  const match = /^:([^\s=]*)(?:=(\S*))?\s*/.exec(entry);
  if (match === null) return undefined;
  const [{ length: argumentStart }, name = '', variant] = match;
  return { name, variant, argument: entry.slice(argumentStart).trimEnd(), argumentStart };
}

/** The command of this name, or all commands whose names begin with it. */
export function findCommands<C extends CommandInfo>(commands: readonly C[], name: string): C[] {
  const exact = commands.filter((command) => command.name === name);
  if (exact.length > 0 || name === '') return exact;
  return commands.filter((command) => command.name.startsWith(name));
}

/** The user typed a command that cannot run. The message says why. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

export function required(argument: string, what: string): string {
  if (argument === '') throw new CommandError(`expected ${what}`);
  return argument;
}

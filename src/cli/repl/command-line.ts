/** Reading `:name argument`: names can be shortened, and mistyped ones get a suggestion. */

/** What a command takes; the Tab key offers such things. */
export type CommandArgument = 'none' | 'file' | 'function' | 'source';

export interface CommandInfo {
  /** Without the colon. */
  readonly name: string;
  readonly argument: CommandArgument;
}

export interface CommandLine {
  readonly name: string;
  readonly argument: string;
  /** Where the argument begins in the entry. */
  readonly argumentStart: number;
}

/** The parts of an entry that is a command. A blank before the colon makes it an expression. */
export function parseCommandLine(entry: string): CommandLine | undefined {
  const match = /^:(\S*)\s*/.exec(entry);
  if (match === null) return undefined;
  const [{ length: argumentStart }, name = ''] = match;
  return { name, argument: entry.slice(argumentStart).trimEnd(), argumentStart };
}

/** The command of that name, or all whose names begin with it. */
export function findCommands<C extends CommandInfo>(commands: readonly C[], name: string): C[] {
  const exact = commands.filter((command) => command.name === name);
  if (exact.length > 0 || name === '') return exact;
  return commands.filter((command) => command.name.startsWith(name));
}

/** The name that was probably meant. */
export function suggest(commands: readonly CommandInfo[], name: string): string | undefined {
  const distances = commands.map((command) => ({
    name: command.name,
    distance: editDistance(command.name, name),
  }));
  const [best] = distances.sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= Math.max(1, name.length / 2)
    ? best.name
    : undefined;
}

/** How many characters to insert, remove or replace (Wagner and Fischer). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1); // rows have b.length + 1 cells
      next.push(Math.min(replace, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/** The texts of `:help`: on all commands, on one command, or on a function. */
import { prototypeSpan } from '../../../language/index.ts';
import { location } from '../../../source/index.ts';
import { type FunctionInfo, signatureOf } from '../definitions.ts';
import type { CommandContext } from './command-context.ts';
import { type CommandInfo, findCommands } from './command-line.ts';

/** A command, as its help shows it. */
export interface DescribedCommand extends CommandInfo {
  readonly usage: string;
  readonly summary: string;
  /** Further lines for the help of this command. */
  readonly details?: readonly string[];
}

const KEYS = [
  ['Enter', 'run the entry, or go on with it if it has not ended'],
  ['Alt-Enter', 'another line; Enter on an empty one runs the entry'],
  ['Tab', 'complete a name; twice: list the names'],
  ['Up, Down, Ctrl-R', 'older entries; search them'],
  ['Ctrl-C', 'drop the entry, or interrupt the running program'],
  ['Ctrl-D', 'leave; so do the words exit and quit'],
] as const;

export function overview(commands: readonly DescribedCommand[]): string {
  const width = Math.max(...commands.map(({ usage }) => usage.length)) + 2;
  const row = (term: string, text: string) => `  ${term.padEnd(width)}${text}`;
  return [
    'Type definitions: def f(x) x + 1, declarations: extern sin(x), and expressions:',
    'f(2). In an expression, _ is the last value.',
    '',
    ...commands.map(({ usage, summary }) => row(usage, summary)),
    '',
    ...KEYS.map(([key, summary]) => row(key, summary)),
    '',
    'WHAT is a function, an operator or an expression. Commands can be shortened:',
    ':st, :t 2 * 3.',
  ].join('\n');
}

/** The help on a command or a function; undefined if `topic` is neither. */
export function helpOn(
  session: CommandContext,
  topic: string,
  commands: readonly DescribedCommand[],
): string | undefined {
  if (topic.startsWith(':')) return commandHelp(topic.slice(1), commands);
  return functionHelp(session, topic) ?? commandHelp(topic, commands) ?? hostHelp(session, topic);
}

function commandHelp(name: string, commands: readonly DescribedCommand[]): string | undefined {
  const [command, ...others] = findCommands(commands, name);
  if (command === undefined || others.length > 0) return undefined;
  const { usage, summary, details = [] } = command;
  return [`${usage}  ${summary}`, ...details].join('\n');
}

function functionHelp({ definitions }: CommandContext, topic: string): string | undefined {
  for (const name of namesFor(topic)) {
    for (const info of definitions.functions()) {
      if (info.name !== name) continue;
      const prototype = definitions.get(name)?.ast.prototype;
      const place = prototype && `, defined at ${location(prototypeSpan(prototype))}`;
      return `${info.signature}  ${stateText(info)}${place ?? ', defined by the host'}`;
    }
  }
  return undefined;
}

/** The functions that an argument may name. Users name an operator by its characters. */
export function namesFor(argument: string): readonly string[] {
  return [argument, `binary${argument}`, `unary${argument}`].map((name) =>
    name.replace(/\s+/g, ''),
  );
}

function stateText({ state, size, interpretedCalls }: FunctionInfo): string {
  switch (state) {
    case 'compiled':
      return `compiled, ${size} bytes`;
    case 'interpreted':
      return `interpreted so far, ${interpretedCalls} call${interpretedCalls === 1 ? '' : 's'}`;
    case 'lazy':
      return 'lazy: not called yet';
    case 'failed':
      return 'failed to compile';
  }
}

function hostHelp({ definitions, host }: CommandContext, name: string): string | undefined {
  const declared = definitions.declared(name);
  const type = host.typeOf(name);
  if (declared !== undefined) return `${signatureOf(declared)}  declared, of the host`;
  if (type === undefined) return undefined;
  const signature = `${name}(${['x', 'y', 'z'].slice(0, type.parameters.length).join(' ')})`;
  return `${signature}  a function of the host; to use it, declare it: extern ${signature}`;
}

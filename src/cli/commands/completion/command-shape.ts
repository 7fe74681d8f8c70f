/** Describes the commands for shells, from the tree that reads the arguments. */
import type { Argument, Command, Option } from 'commander';

/** The possible values of an argument: files, one of some words, or anything. */
export type Values =
  | { readonly kind: 'files' }
  | { readonly kind: 'anything' }
  | { readonly kind: 'words'; readonly words: readonly string[] };

export interface OptionShape {
  /** `-O`; undefined for an option without a short name. */
  readonly short: string | undefined;
  /** `--optimize`. */
  readonly long: string;
  readonly description: string;
  /** Whether the option needs a value, may have one but only after `=`, or never has one. */
  readonly takesValue: 'always' | 'behind =' | 'never';
  readonly values: Values;
}

export interface CommandShape {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionShape[];
  /** The possible arguments; undefined if the command takes none. */
  readonly operands: Values | undefined;
}

export interface ProgramShape extends CommandShape {
  readonly commands: readonly CommandShape[];
}

export function shapeOf(program: Command): ProgramShape {
  const commands = program.commands.map((command) => shapeOfCommand(command, program));
  return { ...shapeOfCommand(program, program), commands };
}

function shapeOfCommand(command: Command, program: Command): CommandShape {
  const options = command.createHelp().visibleOptions(command);
  const [argument] = command.registeredArguments;
  return {
    name: command.name(),
    summary: command.summary(),
    options: options.map(shapeOfOption),
    operands: argument && operandsOf(argument, program),
  };
}

function shapeOfOption({ short, long, flags, ...option }: Option): OptionShape {
  const { required, optional, argChoices, description } = option;
  return {
    short,
    long: long!, // all of ours have one
    description,
    takesValue: required ? 'always' : optional ? 'behind =' : 'never',
    values: valuesOf(flags, argChoices),
  };
}

function valuesOf(flags: string, words: readonly string[] | undefined): Values {
  if (words !== undefined) return { kind: 'words', words };
  return /<(FILE|LIB|DIR)>/.test(flags) ? { kind: 'files' } : { kind: 'anything' };
}

function operandsOf(argument: Argument, program: Command): Values {
  if (argument.argChoices) return { kind: 'words', words: argument.argChoices };
  if (argument.name() !== 'COMMAND') return { kind: 'files' };
  return { kind: 'words', words: program.commands.map((command) => command.name()) };
}

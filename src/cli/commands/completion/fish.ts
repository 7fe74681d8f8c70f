/** Completion for fish: a line for each command, option and argument. */
import type { CommandShape, OptionShape, ProgramShape } from './command-shape.ts';

export function fishScript(program: ProgramShape): string {
  const { name, commands } = program;
  const names = commands.map((command) => command.name).join(' ');
  const start = `complete -c ${name}`;
  const isFirst = `${start} -n 'not __fish_seen_subcommand_from ${names}'`;
  const lines = [
    `# Completion of ${name} in fish. In config.fish: ${name} completion fish | source`,
    ...commands.map((each) => `${isFirst} -a ${each.name} -d ${quoted(each.summary)}`),
    ...optionLines(program, isFirst),
    ...commands.flatMap((command) => {
      const isThis = `${start} -n '__fish_seen_subcommand_from ${command.name}'`;
      return [...operandLines(command, isThis), ...optionLines(command, isThis)];
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function operandLines({ operands }: CommandShape, start: string): string[] {
  if (operands === undefined) return [`${start} -f`];
  if (operands.kind !== 'words') return [];
  return [`${start} -f -a ${quoted(operands.words.join(' '))}`];
}

function optionLines({ options }: CommandShape, start: string): string[] {
  return options.flatMap((option) => {
    const { short, long, description, takesValue, values } = option;
    const names = `${short === undefined ? '' : `-s ${short.slice(1)} `}-l ${long.slice(2)}`;
    const line = `${start} ${names}${valuePart(option)} -d ${quoted(description)}`;
    if (takesValue !== 'behind =' || values.kind !== 'words') return [line];
    const written = values.words.map((word) => `${long}=${word}`);
    return [line, `${start} -a ${quoted(written.join(' '))}`];
  });
}

function valuePart({ takesValue, values }: OptionShape): string {
  if (takesValue !== 'always') return '';
  if (values.kind === 'files') return ' -r -F';
  return values.kind === 'anything' ? ' -x' : ` -x -a ${quoted(values.words.join(' '))}`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

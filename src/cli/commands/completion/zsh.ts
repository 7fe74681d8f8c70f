/** Completion for zsh, by its `_arguments`. */
import type { CommandShape, OptionShape, ProgramShape, Values } from './command-shape.ts';

export function zshScript(program: ProgramShape): string {
  const { name, commands } = program;
  const names = commands.map((command) => command.name);
  const described = commands.map((each) => `    ${quoted(`${each.name}:${each.summary}`)}`);
  return `\
#compdef ${name}
# Completion of ${name} in zsh. In ~/.zshrc, after compinit: source <(${name} completion zsh)
_${name}_first() {
  local commands=(
${described.join('\n')}
  )
  _describe -t commands command commands
  _files
}
_${name}() {
  local command= word
  for word in \${words[2,CURRENT-1]}; do
    case $word in
      ${names.join('|')}) command=$word; break ;;
    esac
  done
  case $command in
    '') _arguments -s ${specs(program, `1: :_${name}_first`)} ;;
${commands.map((each) => `    ${each.name}) _arguments -s ${specs(each, '1: : ')} ;;`).join('\n')}
  esac
}
if [[ $funcstack[1] == _${name} ]]; then
  _${name} "$@"
else
  compdef _${name} ${name}
fi
`;
}

/** @param first Spec of the first argument; for a command, its own name. */
function specs({ options, operands }: CommandShape, first: string): string {
  const rest = operands === undefined ? [] : [quoted(`*:argument${action(operands)}`)];
  return [...options.flatMap(optionSpecs), quoted(first), ...rest].join(' \\\n      ');
}

function optionSpecs({ short, long, description, takesValue, values }: OptionShape): string[] {
  const text = `[${description.replace(/[[\]:\\]/g, '\\$&')}]`;
  if (takesValue === 'never') {
    const flags = short === undefined ? [long] : [short, long];
    return flags.map((flag) => quoted(`(${flags.join(' ')})${flag}${text}`));
  }
  if (takesValue === 'behind =') return [quoted(`${long}=-${text}::value${action(values)}`)];
  const value = `${text}:value${action(values)}`;
  const spec = quoted(`*${long}=${value}`);
  return short === undefined ? [spec] : [quoted(`*${short}+${value}`), spec];
}

function action(values: Values): string {
  if (values.kind === 'files') return ':_files';
  return values.kind === 'anything' ? ': ' : `:(${values.words.join(' ')})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

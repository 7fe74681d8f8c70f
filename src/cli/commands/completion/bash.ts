/** Completion for bash, 3.2 and later; needs none of the `bash-completion` package. */
import type { CommandShape, OptionShape, ProgramShape, Values } from './command-shape.ts';

export function bashScript(program: ProgramShape): string {
  const { name, commands } = program;
  const all = [{ ...program, name: '' }, ...commands];
  const names = commands.map((command) => command.name);
  return `\
# Completion of ${name} in bash. In ~/.bashrc: source <(${name} completion bash)
_${name}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  local command= equals= word
  # Bash takes '--option=value' for three words.
  if [[ $current == '=' ]]; then
    current= equals='='
  elif [[ $previous == '=' ]]; then
    previous=\${COMP_WORDS[COMP_CWORD-2]} equals='='
  fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
      ${names.join('|')}) command=$word; break ;;
    esac
  done
  COMPREPLY=()
  case "$command $previous$equals" in
${all.flatMap(valueCases).join('\n')}
  esac
  case $command in
${all.map((command) => operandCase(command, command.name === '' ? names : [])).join('\n')}
  esac
}
complete -o default -F _${name} ${name}
`;
}

/** The arms for the values of a command's options. */
function valueCases({ name, options }: CommandShape): string[] {
  return options.flatMap(({ short, long, takesValue, values }) => {
    if (takesValue === 'never') return [];
    const patterns = [`'${name} ${long}='`];
    if (takesValue === 'always') patterns.unshift(`'${name} ${long}'`);
    if (takesValue === 'always' && short) patterns.unshift(`'${name} ${short}'`);
    return [`    ${patterns.join('|')}) ${offer(values)}; return ;;`];
  });
}

function operandCase({ name, options, operands }: CommandShape, commands: readonly string[]) {
  const flags = options.flatMap(flagsOf).join(' ');
  const others = operands?.kind === 'words' ? operands.words : commands;
  const mayBeFile = operands?.kind === 'files';
  const noFiles = mayBeFile ? '' : 'compopt +o default 2>/dev/null; ';
  return `\
    '${name}')
      if [[ $current == -* ]]; then
        ${offer({ kind: 'words', words: [flags] })}
      else
        ${noFiles}${offer({ kind: 'words', words: others })}
      fi ;;`;
}

function flagsOf({ short, long }: OptionShape): string[] {
  return short === undefined ? [long] : [short, long];
}

/** Without words of ours, bash offers files; `compopt +o default` prevents that. */
function offer(values: Values): string {
  if (values.kind === 'files') return ':';
  if (values.kind === 'anything') return 'compopt +o default 2>/dev/null';
  return `COMPREPLY=($(compgen -W '${values.words.join(' ')}' -- "$current"))`;
}

/** Completion of the command line by shells. Those that are not installed are left out. */

import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/command-tree.ts';
import { completionScript } from '../../src/cli/commands/completion/index.ts';
import { SHELLS } from '../../src/cli/commands/completion/shells.ts';
import { lacking } from '../support/native.ts';
import { file, kaleidoscope, workspace } from './kaleidoscope.ts';

const program = createProgram(() => {});
const script = (shell: (typeof SHELLS)[number]) => completionScript(shell, program);

/** Why a shell is left out, for the names of tests. */
function missing(shell: string): string | undefined {
  return spawnSync(shell, ['-c', 'true']).error === undefined ? undefined : lacking(shell);
}

function run(shell: string, args: readonly string[], input = ''): string {
  const result = spawnSync(shell, args, { cwd: workspace, input, encoding: 'utf8' });
  expect(result.stderr).toBe('');
  expect(result.status).toBe(0);
  return result.stdout;
}

test('the command prints the script', async () => {
  const result = await kaleidoscope(['completion', 'bash']);
  expect(result).toEqual({ stdout: script('bash'), stderr: '', code: 0 });
  const { stderr, code } = await kaleidoscope(['completion', 'tcsh']);
  expect(stderr).toMatch(/Allowed choices are bash, zsh, fish/);
  expect(code).toBe(2);
});

test.each(SHELLS)('the script for %s names every command and option', (shell) => {
  const text = script(shell);
  for (const command of [program, ...program.commands]) {
    if (command !== program) expect(text).toContain(command.name());
    for (const { long } of command.options) {
      expect(text).toContain(shell === 'fish' ? `-l ${long!.slice(2)}` : long);
    }
  }
});

/** What is typed, and the words that are offered. Files are left to the shell where that says so. */
const CASES: readonly (readonly [string, readonly string[]])[] = [
  ['kaleidoscope ch', ['check']],
  ['kaleidoscope --in', ['--in-process', '--interactive', '--interpret']],
  ['kaleidoscope emit --wa', ['--wat', '--wasm']],
  ['kaleidoscope -q --engine ', ['wasm', 'llvm']],
  ['kaleidoscope check -O ', ['0', '1', '2', '3']],
  ['kaleidoscope emit --ir=', ['lowered', 'optimized']],
  ['kaleidoscope emit --cfg=o', ['optimized']],
  ['kaleidoscope --format=s', ['shortest']],
  ['kaleidoscope --executor ', ['worker', 'process']],
  ['kaleidoscope completion ', ['bash', 'zsh', 'fish']],
  ['kaleidoscope help em', ['emit']],
];

describe.skipIf(missing('bash'))(`bash${missing('bash') ?? ''}`, () => {
  test('finds the script well formed', () => {
    run('bash', ['-n'], script('bash'));
  });

  test.each(CASES)('completes %j', (line, words) => {
    const typed = line.split(/ |(=)/).filter((word) => word !== undefined);
    const list = typed.map((word) => `'${word}'`).join(' ');
    const call = `COMP_WORDS=(${list}); COMP_CWORD=${typed.length - 1}; _kaleidoscope 2>/dev/null`;
    const stdout = run('bash', [], `${script('bash')}\n${call}\nprintf '%s\\n' "\${COMPREPLY[@]}"`);
    expect(stdout.trim().split('\n')).toEqual(words);
  });
});

describe.skipIf(missing('zsh'))(`zsh${missing('zsh') ?? ''}`, () => {
  test('finds the script well formed', () => {
    run('zsh', ['-f', '-n'], script('zsh'));
  });

  test('completes in a terminal', () => {
    file('completion.zsh', script('zsh'));
    const stdout = run(
      'zsh',
      ['-f'],
      zshConversation(['ch', '--format=s', 'check -O3 --eng', 'help em']),
    );
    for (const line of ['check', '--format=shortest', 'check -O3 --engine', 'help emit'])
      expect(stdout).toContain(`kaleidoscope ${line}`);
  });
});

/** Types lines, each with a tab behind it, into a zsh in a terminal of its own. */
function zshConversation(lines: readonly string[]): string {
  const setup = 'PS1="<""READY>"; autoload -Uz compinit; compinit -D; source ./completion.zsh';
  const waitFor = (text: string) => `zpty -r -m z shown '*${text}*'; print -r -- $shown`;
  return [
    'zmodload zsh/zpty; zpty z zsh -f -i',
    `zpty -w z '${setup}'; ${waitFor('<READY>')}`,
    ...lines.flatMap((line, i) => [
      `zpty -w -n z $'kaleidoscope ${line}\\t'`,
      `zpty -w z $'\\x15echo DON""E${i}'; ${waitFor(`DONE${i}*<READY>`)}`,
    ]),
    'zpty -d z',
  ].join('\n');
}

describe.skipIf(missing('fish'))(`fish${missing('fish') ?? ''}`, () => {
  test.each(CASES)('completes %j', (line, words) => {
    const text = `${script('fish')}\ncomplete -C ${JSON.stringify(line)}`;
    const stdout = run('fish', ['--no-config', '-c', text]);
    const offered = stdout
      .trim()
      .split('\n')
      .map((row) => row.split('\t')[0]!.replace(/^--.*=/, ''));
    expect(offered).toEqual(expect.arrayContaining([...words]));
  });
});

/** `kaleidoscope completion SHELL`: a script that lets a shell complete our command line. */
import type { Command } from 'commander';
import { bashScript } from './bash.ts';
import { shapeOf } from './command-shape.ts';
import { fishScript } from './fish.ts';
import type { Shell } from './shells.ts';
import { zshScript } from './zsh.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

export function completionScript(shell: Shell, program: Command): string {
  return SCRIPTS[shell](shapeOf(program));
}

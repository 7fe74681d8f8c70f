/** Formats the help and the messages about wrong usage. */
import type { Command } from 'commander';
import { printableLines } from '../source/index.ts';
import { printError } from './terminal/file-descriptor.ts';
import { writeOut } from './terminal/standard-output.ts';

const EXAMPLES = `
Examples:
  kaleidoscope mandelbrot.ks             run a program
  kaleidoscope -e 'def f(x) x*x; f(4)'   run a line
  kaleidoscope lib.ks -e 'area(2)'       load a file first
  kaleidoscope --stats fib.ks            what was compiled?
  kaleidoscope check fib.ks              find all errors
  kaleidoscope emit --ir fib.ks          see what it becomes
  kaleidoscope run fib.ll                call a function of intermediate code
  kaleidoscope build fib.ks -o fib.wasm  compile it for other programs
  kaleidoscope                           talk to it
  kaleidoscope -i lib.ks                 talk about a program

Exit code:
  0   all went well
  1   an error in a program, or with a file
  2   wrong usage
  70  a bug of kaleidoscope itself

Environment:
  KALEIDOSCOPE_LLVM                   the libLLVM to use
  KALEIDOSCOPE_SECRET                 the secret of '--executor=tcp://…', where no file has it
  KALEIDOSCOPE_CACHE                  the directory of '--cache', where that is not given
  KALEIDOSCOPE_HISTORY                where the REPL keeps its entries; empty: nowhere
  VISUAL, EDITOR                      the editor that ':edit' in the REPL opens
  FORCE_COLOR, NO_COLOR,
  CLICOLOR_FORCE, CLICOLOR            whether to colour; the first that is set decides`;

const encoder = new TextEncoder();

/** Sets up the help of a command. Subcommands inherit the setup, except for the examples. */
export function addHelp(command: Command): Command {
  return addHint(command)
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES)
    .configureHelp({
      minWidthToWrap: 20,
      optionTerm: ({ flags }) => flags.replace(/ (\[)(.*\])$/, '$1=$2'),
    })
    .configureOutput({
      writeOut: (text) => writeOut(encoder.encode(text)),
      writeErr: printError,
      outputError: (message, write) =>
        write(printableLines(message.replace(/^error:/, 'kaleidoscope:'))),
    })
    .exitOverride();
}

/** Makes a command's error messages end with a hint at its own `--help`. */
export function addHint(command: Command): Command {
  const { parent } = command;
  const path = parent === null ? command.name() : `${parent.name()} ${command.name()}`;
  return command.showHelpAfterError(`Try '${path} --help'.`);
}

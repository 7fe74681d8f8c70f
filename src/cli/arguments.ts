/**
 * Puts the arguments in order for commander, and refuses what commander would misread:
 *
 *     kaleidoscope --trace -e 1             an option where a value is due
 *     kaleidoscope chek fib.ks              no file, and nearly a command
 *     kaleidoscope build --wat fib.ks       an option of another command
 *
 *     kaleidoscope -O3 emit --wat fib.ks    ──▶  emit -O3 --wat fib.ks
 *     kaleidoscope emit --ir fib.ks         ──▶  emit --ir=lowered fib.ks
 *     kaleidoscope -- check                 ──▶  -- ./check
 */
import { existsSync } from 'node:fs';
import type { Command, Option } from 'commander';
import { nearest, quote } from '../source/index.ts';

/** An argument as its command reads it; `at` is its index. */
type Token =
  | { readonly kind: 'word' | 'unknown' | 'help' | 'separator'; readonly at: number }
  | {
      readonly kind: 'option';
      readonly at: number;
      readonly option: Option;
      readonly value: Value;
    };

/** Where an option's value is. */
type Value = 'none' | 'attached' | 'next';

/** Returns arguments that commander reads as the user meant them, or ends with an error message. */
export function arrange(program: Command, args: readonly string[]): string[] {
  const tokens = [...read(program, args)];
  const word = tokens.find(({ kind }) => kind === 'word' || kind === 'separator');
  const first = word?.kind === 'word' ? args[word.at]! : ''; // the token's own argument
  const command = program.commands.find((candidate) => candidate.name() === first);
  if (word === undefined || command === undefined) {
    if (first !== '') checkFirstWord(program, first);
    return withoutCommands(program, check(program, args, tokens));
  }
  const rest = args.toSpliced(word.at, 1);
  return [first, ...check(command, rest, [...read(command, rest)])];
}

function* read(command: Command, args: readonly string[]): Generator<Token> {
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]!; // within the array
    if (argument === '--') {
      yield { kind: 'separator', at };
      return;
    }
    if (!isOptionLike(argument)) yield { kind: 'word', at };
    else if (argument === '-h' || argument === '--help') yield { kind: 'help', at };
    else if (argument.startsWith('--')) {
      const token = readLong(command, argument, at);
      yield token;
      if (token.kind === 'option' && token.value === 'next') at++;
    } else {
      for (const token of readShort(command, argument, at)) {
        yield token;
        if (token.kind === 'option' && token.value === 'next') at++;
      }
    }
  }
}

function readLong(command: Command, argument: string, at: number): Token {
  const [name = ''] = argument.split('=', 1);
  const option = command.options.find(({ long }) => long === name);
  if (option === undefined) return { kind: 'unknown', at };
  if (name !== argument) return { kind: 'option', at, option, value: 'attached' };
  return { kind: 'option', at, option, value: option.required ? 'next' : 'none' };
}

/** `-qe TEXT` is `-q -e TEXT`, and `-O2` is `-O 2`. */
function* readShort(command: Command, argument: string, at: number): Generator<Token> {
  for (let i = 1; i < argument.length; i++) {
    const option = command.options.find(({ short }) => short === `-${argument[i]}`);
    if (option === undefined) {
      yield { kind: 'unknown', at };
      return;
    }
    const isLast = i === argument.length - 1;
    const value = !option.required ? 'none' : isLast ? 'next' : 'attached';
    yield { kind: 'option', at, option, value };
    if (value !== 'none') return;
  }
}

/** Spells out optional values, which commander would take from the argument that follows. */
function check(command: Command, args: readonly string[], tokens: readonly Token[]): string[] {
  if (tokens.some(({ kind }) => kind === 'help')) return ['--help'];
  const arranged = [...args];
  for (const token of tokens) {
    const argument = args[token.at]!; // the token's own
    if (token.kind === 'unknown') command.error(`error: ${unknownOption(command, argument)}`);
    if (token.kind !== 'option') continue;
    const { long, required, optional } = token.option;
    if (token.value === 'attached' && !required && !optional)
      command.error(`error: option '${long}' takes no value`);
    if (token.value === 'next') checkValue(command, token.option, args[token.at + 1]);
    if (token.value === 'none' && optional)
      arranged[token.at] = `${argument}=${token.option.presetArg}`;
  }
  return arranged;
}

function checkValue(command: Command, option: Option, value: string | undefined): void {
  const { flags, long } = option;
  if (value === undefined) command.error(`error: option '${flags}' needs a value`);
  if (!isOptionLike(value)) return;
  // Programs may begin with an operator.
  if (option.attributeName() === 'eval' && !isOptionOf(command, value)) return;
  command.error(
    `error: option '${flags}' needs a value, and ${quote(value)} looks like an option; ` +
      `if it is the value, write ${quote(`${long}=${value}`)}`,
  );
}

function isOptionOf(command: Command, argument: string): boolean {
  const [token] = read(command, [argument]);
  return token?.kind === 'option' || token?.kind === 'help';
}

function unknownOption(command: Command, argument: string): string {
  const [flag = ''] = argument.split('=', 1);
  const message = `unknown option ${quote(flag)}`;
  const root = command.parent ?? command;
  const owners = [root, ...root.commands].filter(
    (owner) => owner !== command && isOptionOf(owner, argument),
  );
  if (owners.length > 0) {
    const names = owners.map(pathOf).join(' and ');
    return `${message}; ${names} ${owners.length === 1 ? 'has' : 'have'} it`;
  }
  const names = [...command.options.map(({ long }) => long?.slice(2) ?? ''), 'help'];
  const meant = nearest(flag.replace(/^-+/, ''), names);
  return meant === undefined ? message : `${message}; did you mean '--${meant}'?`;
}

/** A first word that names no file and is close to a command is probably a mistyped command. */
function checkFirstWord(program: Command, word: string): void {
  if (!/^[\w-]+$/.test(word) || existsSync(word)) return;
  const names = program.commands.map((command) => command.name());
  const meant = nearest(word, names);
  if (meant === undefined) return;
  program.error(
    `error: there is no command and no file ${quote(word)}; did you mean 'kaleidoscope ${meant}'?`,
  );
}

/** An argument after `--` is a file, even if a command has the same name. */
function withoutCommands(program: Command, args: string[]): string[] {
  const at = args.indexOf('--') + 1;
  const isCommand = program.commands.some((command) => command.name() === args[at]);
  return at > 0 && isCommand ? args.with(at, `./${args[at]}`) : args;
}

/** A negative number is an argument: no option is a digit. */
function isOptionLike(argument: string): boolean {
  return /^-(?!\.?\d)./.test(argument);
}

function pathOf(command: Command): string {
  return command.parent === null
    ? `'${command.name()}' without a command`
    : `'${command.parent.name()} ${command.name()}'`;
}

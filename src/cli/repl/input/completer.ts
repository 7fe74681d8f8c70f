/** Completion for the Tab key: of commands, their arguments, keywords and names of functions. */
import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type CommandArgument, type CommandInfo, findCommands } from '../commands/command-line.ts';
import type { Completions } from '../editor/entry.ts';
import type { TextBuffer } from '../editor/text-buffer.ts';

const KEYWORDS = ['binary', 'def', 'else', 'extern', 'for', 'if', 'in', 'then', 'unary', 'var'];

export interface CompletionSource {
  readonly commands: readonly CommandInfo[];
  /** Names that a program can call. */
  names(): readonly string[];
  /** Names that `:ir`, `:ast`, `:wat` and `:asm` take. */
  inspectable(): readonly string[];
  /** Names that `extern` can declare. */
  hostNames(): readonly string[];
}

/** The candidates for the word before the cursor. An empty argument matches everything. */
export function complete({ text, cursor }: TextBuffer, source: CompletionSource): Completions {
  const before = text.slice(0, cursor);
  const command = /^:(\w*)(=\w*)?(\s+)?(.*)$/s.exec(before);
  if (command === null) return completeSource(before, before, source);
  const [, name = '', variant, gap, argument = ''] = command;
  if (gap === undefined && variant === undefined) {
    const names = source.commands.map((info) => `:${info.name} `);
    return matching(names, `:${name}`, cursor);
  }
  if (gap === undefined) {
    const variants = findCommands(source.commands, name)[0]?.variants ?? [];
    return matching(
      variants.map((each) => `:${name}=${each} `),
      before,
      cursor,
    );
  }
  const kind = findCommands(source.commands, name)[0]?.argument ?? 'none';
  return completeArgument(kind, argument, before, source);
}

function completeArgument(
  kind: CommandArgument,
  argument: string,
  before: string,
  source: CompletionSource,
): Completions {
  switch (kind) {
    case 'none':
      return { start: before.length, candidates: [] };
    case 'file':
      return matching(filesLike(argument), argument, before.length);
    case 'function':
      return matching(source.inspectable(), argument, before.length);
    case 'topic': {
      const commands = source.commands.map((info) => info.name);
      const topics = [...commands, ...source.inspectable(), ...source.hostNames()];
      return matching(topics, argument, before.length);
    }
    case 'code': {
      const names = matching(source.inspectable(), argument, before.length);
      return names.candidates.length > 0 ? names : completeSource(argument, before, source);
    }
    case 'source':
      return completeSource(argument, before, source);
  }
}

/** @param text The source text in `before`, the part of the entry before the cursor. */
function completeSource(text: string, before: string, source: CompletionSource): Completions {
  const word = /[A-Za-z]\w*$/.exec(text)?.[0] ?? '';
  const declares = /\bextern\s+\w*$/.test(text);
  if (declares) return matching(source.hostNames(), word, before.length);
  // Names that occur in the entry are usually parameters and variables.
  const own = text.slice(0, text.length - word.length).match(/(?<!\w)[A-Za-z]\w*/g) ?? [];
  const names = [...own, ...KEYWORDS, ...source.names(), ...source.hostNames()];
  return matching(word === '' ? [] : names, word, before.length);
}

function matching(candidates: readonly string[], prefix: string, end: number): Completions {
  const fitting = candidates.filter((candidate) => candidate.startsWith(prefix));
  return { start: end - prefix.length, candidates: [...new Set(fitting)].sort() };
}

/** Paths that begin with `prefix`; directories end with a slash. */
function filesLike(prefix: string): string[] {
  const folder = prefix.endsWith('/') ? prefix : prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const hidden = prefix.slice(folder.length).startsWith('.');
  try {
    return readdirSync(expandHome(folder === '' ? '.' : folder), { withFileTypes: true })
      .filter(({ name }) => hidden || !name.startsWith('.'))
      .map((entry) => `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`);
  } catch {
    return [];
  }
}

/** A path with the home directory for a leading `~`. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}

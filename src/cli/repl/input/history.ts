/**
 * The entries of this and earlier sessions. The file has an entry a line, with `\n` for line ends
 * and `\\` for backslashes. A session appends each entry at once, so that sessions side by side
 * lose none, and cuts a file that is too long when it starts. A file that cannot be read or written
 * is no error: the history then lasts as long as the session.
 */
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** The number of entries kept, and the length of the longest entry that the file gets. */
export const MAX_ENTRIES = 1000;
const MAX_ENTRY_LENGTH = 10_000;

/** Only the user may read what the user typed. */
const MODE = 0o600;

export class History {
  readonly #file: string;
  readonly #entries: string[];

  /** @param file Empty for a history without a file. */
  constructor(file: string) {
    this.#file = file;
    this.#entries = file === '' ? [] : load(file);
  }

  /** The oldest first. The array changes as entries are added. */
  get entries(): readonly string[] {
    return this.#entries;
  }

  /** Adds an entry, unless it is blank or the same as the last one. */
  add(text: string): void {
    const entry = text.trimEnd();
    if (entry === '' || entry === this.#entries.at(-1)) return;
    this.#entries.push(entry);
    if (this.#entries.length > MAX_ENTRIES) this.#entries.shift();
    if (this.#file === '' || entry.length > MAX_ENTRY_LENGTH) return;
    attempt(() => {
      mkdirSync(dirname(this.#file), { recursive: true });
      appendFileSync(this.#file, `${encode(entry)}\n`, { mode: MODE });
    });
  }
}

/**
 * The file of the history: `KALEIDOSCOPE_HISTORY` if that is set, even to nothing; in the XDG state
 * directory if that exists; else in the home directory.
 */
export function defaultHistoryFile(env: NodeJS.ProcessEnv, home: string): string {
  const { KALEIDOSCOPE_HISTORY, XDG_STATE_HOME } = env;
  if (KALEIDOSCOPE_HISTORY !== undefined) return KALEIDOSCOPE_HISTORY;
  const state = XDG_STATE_HOME || join(home, '.local', 'state');
  const exists = statSync(state, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return exists ? join(state, 'kaleidoscope', 'history') : join(home, '.kaleidoscope_history');
}

function load(file: string): string[] {
  const lines = attempt(() => readFileSync(file, 'utf8').split('\n')) ?? [];
  const entries = lines.filter((line) => line !== '').map(decode);
  const kept = entries.slice(-MAX_ENTRIES);
  if (entries.length > 2 * MAX_ENTRIES) attempt(() => rewrite(file, kept));
  return kept;
}

/** Replaces the file in one step, so that no reader sees half of it. */
function rewrite(file: string, entries: readonly string[]): void {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, entries.map((entry) => `${encode(entry)}\n`).join(''), { mode: MODE });
  renameSync(temporary, file);
}

function encode(entry: string): string {
  return entry.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function decode(line: string): string {
  return line.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

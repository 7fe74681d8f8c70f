/** The entry that the user edits: applies each key to the text. Knows no terminal. */
import { type HistorySearch, searchFor, searchOlder, startSearch } from './history-search.ts';
import { DELETIONS, type Key, KILLS, keyName, MOVES, typedText } from './keys.ts';
import {
  bufferOf,
  EMPTY,
  insert,
  lineDown,
  lineUp,
  remove,
  type TextBuffer,
} from './text-buffer.ts';

/** Candidates to replace the text from `start` to the cursor. */
export interface Completions {
  readonly start: number;
  readonly candidates: readonly string[];
}

/** The language of the entries. */
export interface EntryLanguage {
  /** Whether Enter submits the text; otherwise Enter begins another line. */
  isComplete(text: string): boolean;
  complete(buffer: TextBuffer): Completions;
}

/** A request of a key that the caller must fulfil. */
export type Request =
  | { readonly kind: 'submit' | 'cancel' | 'leave' | 'clear' | 'suspend' }
  | { readonly kind: 'list'; readonly words: readonly string[] };

const MAX_UNDO = 1000;

export class Entry {
  readonly #language: EntryLanguage;
  readonly #history: readonly string[];
  #buffer = EMPTY;
  #killed: string;
  readonly #undo: TextBuffer[] = [];
  /** The place of the text in the history, and the text that the user typed before. */
  #historyIndex: number;
  #draft = EMPTY;
  #search: HistorySearch | undefined;
  /** The text pasted so far, during a paste. */
  #pasted: string[] | undefined;
  #lastKey = '';

  /**
   * @param history Older entries, the oldest first.
   * @param killed The text that Ctrl-Y inserts until a key kills another one.
   */
  constructor(language: EntryLanguage, history: readonly string[], killed = '') {
    this.#language = language;
    this.#history = history;
    this.#historyIndex = history.length;
    this.#killed = killed;
  }

  get buffer(): TextBuffer {
    return this.#buffer;
  }

  get killed(): string {
    return this.#killed;
  }

  /** The current search through older entries. */
  get search(): HistorySearch | undefined {
    return this.#search;
  }

  /** Applies a key. `typed` is its text, if it has one. */
  press(typed: string | undefined, key: Key): Request | undefined {
    const name = keyName(key);
    let request: Request | undefined;
    if (this.#pasted !== undefined) this.#paste(this.#pasted, name, typed, key);
    else if (this.#search === undefined || !this.#pressInSearch(this.#search, name, typed, key)) {
      request = this.#edit(name, typed, key);
    }
    this.#lastKey = name;
    return request;
  }

  #edit(name: string, typed: string | undefined, key: Key): Request | undefined {
    const buffer = this.#buffer;
    const command = this.#commands[name];
    const motion = MOVES.get(name);
    const deletion = DELETIONS.get(name) ?? KILLS.get(name);
    if (name === 'ctrl-d' && buffer.text === '') return { kind: 'leave' };
    if (motion !== undefined) this.#buffer = { ...buffer, cursor: motion(buffer) };
    else if (deletion !== undefined) this.#delete(deletion(buffer), KILLS.has(name));
    else if (command !== undefined) return command();
    else this.#insert(typedText(typed, key));
    return undefined;
  }

  readonly #commands: Readonly<Record<string, () => Request | undefined>> = {
    return: () => this.#enter(),
    enter: () => this.#enter(),
    'meta-return': () => this.#insert('\n'),
    'meta-enter': () => this.#insert('\n'),
    up: () => this.#moveOr(lineUp, -1),
    down: () => this.#moveOr(lineDown, 1),
    'ctrl-p': () => this.#moveOr(lineUp, -1),
    'ctrl-n': () => this.#moveOr(lineDown, 1),
    pageup: () => this.#recall(this.#historyIndex - 1),
    pagedown: () => this.#recall(this.#historyIndex + 1),
    tab: () => this.#complete(),
    'ctrl-y': () => this.#insert(this.#killed),
    'ctrl-r': () => this.#startSearch(),
    undo: () => this.#undoChange(),
    'paste-start': () => this.#startPaste(),
    'ctrl-c': () => ({ kind: 'cancel' }),
    'ctrl-l': () => ({ kind: 'clear' }),
    'ctrl-z': () => ({ kind: 'suspend' }),
  };

  #enter(): Request | undefined {
    const { text, cursor } = this.#buffer;
    const onBlankLine = cursor === text.length && /\n\s*$/.test(text);
    if (onBlankLine || this.#language.isComplete(text)) return { kind: 'submit' };
    return this.#insert('\n');
  }

  #insert(text: string): undefined {
    this.#change(insert(this.#buffer, text));
  }

  #delete(to: number, keep: boolean): void {
    const { text, cursor } = this.#buffer;
    if (keep) this.#killed = text.slice(Math.min(cursor, to), Math.max(cursor, to));
    this.#change(remove(this.#buffer, to));
  }

  #change(buffer: TextBuffer): void {
    if (buffer.text === this.#buffer.text) return;
    if (this.#undo.push(this.#buffer) > MAX_UNDO) this.#undo.shift();
    this.#buffer = buffer;
  }

  #undoChange(): undefined {
    this.#buffer = this.#undo.pop() ?? this.#buffer;
  }

  #startPaste(): undefined {
    this.#pasted = [];
  }

  /** Pasted keys are plain text, and one change to undo. */
  #paste(pasted: string[], name: string, typed: string | undefined, key: Key): void {
    if (name !== 'paste-end') {
      pasted.push(typed === '\r' || typed === '\n' ? '\n' : typedText(typed, key));
      return;
    }
    this.#pasted = undefined;
    this.#insert(pasted.join(''));
  }

  #moveOr(move: (buffer: TextBuffer) => number | undefined, step: -1 | 1): undefined {
    const cursor = move(this.#buffer);
    if (cursor === undefined) this.#recall(this.#historyIndex + step);
    else this.#buffer = { ...this.#buffer, cursor };
  }

  #recall(index: number): undefined {
    const history = this.#history;
    if (index < 0 || index > history.length || index === this.#historyIndex) return;
    if (this.#historyIndex === history.length) this.#draft = this.#buffer;
    this.#historyIndex = index;
    this.#change(index === history.length ? this.#draft : bufferOf(history[index]!)); // in range
  }

  /** Inserts the common prefix of all candidates; a second Tab lists them. Indents a blank line. */
  #complete(): Request | undefined {
    const { text, cursor } = this.#buffer;
    const line = text.slice(0, cursor).split('\n').at(-1)!; // there is always one
    if (line.trim() === '') return this.#insert('  ');
    const { start, candidates } = this.#language.complete(this.#buffer);
    const common = commonPrefix(candidates);
    if (common.length > cursor - start) this.#change(insert(remove(this.#buffer, start), common));
    else if (candidates.length > 1 && this.#lastKey === 'tab') {
      return { kind: 'list', words: candidates };
    }
    return undefined;
  }

  #startSearch(): undefined {
    this.#draft = this.#buffer;
    this.#search = startSearch(this.#history);
  }

  /** Whether the key belongs to the search. Any other key ends the search, then acts as usual. */
  #pressInSearch(
    search: HistorySearch,
    name: string,
    typed: string | undefined,
    key: Key,
  ): boolean {
    const history = this.#history;
    const text = typedText(typed, key);
    if (name === 'ctrl-r') this.#found(searchOlder(search, history));
    else if (name === 'backspace') {
      this.#found(searchFor(startSearch(history), search.query.slice(0, -1), history));
    } else if (name === 'ctrl-g' || name === 'ctrl-c') {
      this.#search = undefined;
      this.#buffer = this.#draft;
    } else if (text !== '') this.#found(searchFor(search, search.query + text, history));
    else {
      this.#search = undefined;
      return false;
    }
    return true;
  }

  #found(search: HistorySearch): void {
    this.#search = search;
    const entry = this.#history[search.index];
    if (entry === undefined || search.failed) return;
    this.#historyIndex = search.index;
    this.#buffer = { text: entry, cursor: entry.indexOf(search.query) };
  }
}

function commonPrefix(texts: readonly string[]): string {
  let prefix = texts[0] ?? '';
  for (const text of texts) {
    while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1);
  }
  return prefix;
}

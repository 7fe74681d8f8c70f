/**
 * Reads entries of one or more lines from a terminal. The keys come decoded from `node:readline`,
 * whose own editor knows single lines only; all state is one text buffer, drawn by the screen.
 *
 * The terminal is in raw mode only while an entry is being read, so that Ctrl-C is a signal to
 * whatever runs in between. Keys that arrive meanwhile wait for the next entry.
 */
import { emitKeypressEvents } from 'node:readline';
import { cellsOf } from './cells.ts';
import { type HistorySearch, searchFor, searchOlder, startSearch } from './history-search.ts';
import { DELETIONS, type Key, KILLS, keyName, MOVES, typedText } from './keys.ts';
import type { Prompts } from './layout.ts';
import { Screen, type StyledSpan } from './screen.ts';
import {
  bufferOf,
  EMPTY,
  insert,
  lineDown,
  lineUp,
  remove,
  type TextBuffer,
} from './text-buffer.ts';

/** What could stand in place of the text from `start` to the cursor. */
export interface Completions {
  readonly start: number;
  readonly candidates: readonly string[];
}

export interface LineEditorOptions {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly prompts: Prompts;
  /** Whether Enter takes the text in; otherwise it begins another line. */
  readonly isComplete: (text: string) => boolean;
  readonly highlight: (text: string) => readonly StyledSpan[];
  readonly complete: (buffer: TextBuffer) => Completions;
  /** Older entries, the oldest first. */
  readonly history: readonly string[];
}

/** What came of reading: an entry, one that was given up with Ctrl-C, or the end of all input. */
export type Reading =
  | { readonly kind: 'entry'; readonly text: string }
  | { readonly kind: 'cancelled'; readonly wasEmpty: boolean }
  | { readonly kind: 'end' };

const MAX_UNDO = 1000;
const BRACKETED_PASTE = { on: '\x1b[?2004h', off: '\x1b[?2004l' };

export class LineEditor implements Disposable {
  readonly screen: Screen;
  readonly #options: LineEditorOptions;
  readonly #waiting: { typed: string | undefined; key: Key }[] = [];
  #finish: ((reading: Reading) => void) | undefined;
  #ended = false;
  #buffer = EMPTY;
  #killed = '';
  #undo: TextBuffer[] = [];
  /** Where in the history the text comes from, and what was being typed before. */
  #historyIndex = 0;
  #draft = EMPTY;
  #search: HistorySearch | undefined;
  #pasting = false;
  #lastKey = '';
  #repaint: NodeJS.Immediate | undefined;

  constructor(options: LineEditorOptions) {
    this.#options = options;
    this.screen = new Screen(options.output);
    const { input, output } = options;
    emitKeypressEvents(input);
    input.on('keypress', this.#onKeypress);
    input.on('end', this.#onEnd);
    input.on('close', this.#onEnd);
    output.on('resize', this.#onResize);
  }

  /** Reads the next entry. Only one reading at a time. */
  read(): Promise<Reading> {
    const { input, output } = this.#options;
    return new Promise((resolve) => {
      this.#finish = resolve;
      this.#begin();
      input.setRawMode?.(true);
      output.write(BRACKETED_PASTE.on);
      input.resume();
      this.#paint();
      this.#pump();
      if (this.#ended) this.#stop({ kind: 'end' });
    });
  }

  /** What Ctrl-C does. */
  readonly cancel = (): void => {
    if (this.#finish === undefined) return;
    this.#search = undefined;
    const wasEmpty = this.#buffer.text === '';
    this.#paintAtEnd();
    this.#options.output.write('^C');
    this.#stop({ kind: 'cancelled', wasEmpty });
  };

  [Symbol.dispose](): void {
    const { input, output } = this.#options;
    input.off('keypress', this.#onKeypress);
    input.off('end', this.#onEnd);
    input.off('close', this.#onEnd);
    output.off('resize', this.#onResize);
    input.pause();
  }

  readonly #onKeypress = (typed: string | undefined, key: Key): void => {
    this.#waiting.push({ typed, key });
    this.#pump();
  };

  readonly #onEnd = (): void => {
    this.#ended = true;
    if (this.#finish !== undefined) this.#stop({ kind: 'end' });
  };

  readonly #onResize = (): void => {
    if (this.#finish !== undefined) this.#paint();
  };

  #begin(): void {
    this.#buffer = EMPTY;
    this.#draft = EMPTY;
    this.#undo = [];
    this.#search = undefined;
    this.#pasting = false;
    this.#historyIndex = this.#options.history.length;
  }

  #pump(): void {
    while (this.#finish !== undefined) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      this.#press(next.typed, next.key);
    }
    // Keys that arrive together, as in a paste, are drawn together.
    if (this.#finish !== undefined) this.#repaint ??= setImmediate(() => this.#paint());
  }

  #press(typed: string | undefined, key: Key): void {
    const name = keyName(key);
    if (this.#pasting) this.#paste(name, typed, key);
    else if (this.#search === undefined || !this.#pressInSearch(this.#search, name, typed, key)) {
      this.#edit(name, typed, key);
    }
    this.#lastKey = name;
  }

  #paste(name: string, typed: string | undefined, key: Key): void {
    if (name === 'paste-end') this.#pasting = false;
    else if (typed === '\r' || typed === '\n') this.#change(insert(this.#buffer, '\n'));
    else this.#change(insert(this.#buffer, typedText(typed, key)));
  }

  #edit(name: string, typed: string | undefined, key: Key): void {
    const buffer = this.#buffer;
    const command = this.#commands.get(name);
    const motion = MOVES.get(name);
    const deletion = DELETIONS.get(name) ?? KILLS.get(name);
    if (name === 'ctrl-d' && buffer.text === '') this.#leave();
    else if (command !== undefined) command();
    else if (motion !== undefined) this.#buffer = { ...buffer, cursor: motion(buffer) };
    else if (deletion !== undefined) this.#delete(deletion(buffer), KILLS.has(name));
    else this.#change(insert(buffer, typedText(typed, key)));
  }

  readonly #commands: ReadonlyMap<string, () => void> = new Map([
    ['return', () => this.#enter()],
    ['enter', () => this.#enter()],
    ['meta-return', () => this.#change(insert(this.#buffer, '\n'))],
    ['meta-enter', () => this.#change(insert(this.#buffer, '\n'))],
    ['up', () => this.#moveOr(lineUp, -1)],
    ['down', () => this.#moveOr(lineDown, 1)],
    ['ctrl-p', () => this.#moveOr(lineUp, -1)],
    ['ctrl-n', () => this.#moveOr(lineDown, 1)],
    ['pageup', () => this.#recall(this.#historyIndex - 1)],
    ['pagedown', () => this.#recall(this.#historyIndex + 1)],
    ['tab', () => this.#complete()],
    ['ctrl-y', () => this.#change(insert(this.#buffer, this.#killed))],
    ['ctrl-c', this.cancel],
    ['ctrl-l', () => this.screen.clear()],
    ['ctrl-r', () => this.#startSearch()],
    ['ctrl-z', () => this.#suspend()],
    ['undo', () => this.#undoChange()],
    ['paste-start', () => this.#startPaste()],
  ]);

  #change(buffer: TextBuffer): void {
    if (buffer.text !== this.#buffer.text && !this.#pasting) this.#remember();
    this.#buffer = buffer;
  }

  #startPaste(): void {
    this.#remember();
    this.#pasting = true;
  }

  #remember(): void {
    if (this.#undo.push(this.#buffer) > MAX_UNDO) this.#undo.shift();
  }

  #undoChange(): void {
    this.#buffer = this.#undo.pop() ?? this.#buffer;
  }

  #delete(to: number, keep: boolean): void {
    const { text, cursor } = this.#buffer;
    if (keep) this.#killed = text.slice(Math.min(cursor, to), Math.max(cursor, to));
    this.#change(remove(this.#buffer, to));
  }

  #enter(): void {
    const { text, cursor } = this.#buffer;
    const onBlankLine = cursor === text.length && /\n\s*$/.test(text);
    if (!onBlankLine && !this.#options.isComplete(text)) {
      this.#change(insert(this.#buffer, '\n'));
      return;
    }
    this.#paintAtEnd();
    this.#stop({ kind: 'entry', text });
  }

  #leave(): void {
    this.#paintAtEnd();
    this.#stop({ kind: 'end' });
  }

  #stop(reading: Reading): void {
    const { input, output } = this.#options;
    clearImmediate(this.#repaint);
    this.#repaint = undefined;
    this.screen.leave();
    output.write(BRACKETED_PASTE.off);
    input.setRawMode?.(false);
    const finish = this.#finish;
    this.#finish = undefined;
    finish?.(reading);
  }

  #moveOr(move: (buffer: TextBuffer) => number | undefined, step: -1 | 1): void {
    const cursor = move(this.#buffer);
    if (cursor === undefined) this.#recall(this.#historyIndex + step);
    else this.#buffer = { ...this.#buffer, cursor };
  }

  #recall(index: number): void {
    const { history } = this.#options;
    if (index < 0 || index > history.length || index === this.#historyIndex) return;
    if (this.#historyIndex === history.length) this.#draft = this.#buffer;
    this.#historyIndex = index;
    this.#change(index === history.length ? this.#draft : bufferOf(history[index]!)); // in range
  }

  #complete(): void {
    const { text, cursor } = this.#buffer;
    if (text.slice(text.lastIndexOf('\n', cursor - 1) + 1, cursor).trim() === '') {
      this.#change(insert(this.#buffer, '  '));
      return;
    }
    const { start, candidates } = this.#options.complete(this.#buffer);
    const common = commonPrefix(candidates);
    if (common.length > cursor - start) {
      this.#change(insert(remove(this.#buffer, start), common));
    } else if (candidates.length > 1 && this.#lastKey === 'tab') {
      this.#paintAtEnd();
      this.screen.leave();
      this.#options.output.write(inColumns(candidates, this.screen.columns));
    }
  }

  #startSearch(): void {
    this.#draft = this.#buffer;
    this.#search = startSearch(this.#options.history);
  }

  /** Whether the key belonged to the search; any other ends it, and means what it always does. */
  #pressInSearch(
    search: HistorySearch,
    name: string,
    typed: string | undefined,
    key: Key,
  ): boolean {
    const { history } = this.#options;
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
      return name === 'escape';
    }
    return true;
  }

  #found(search: HistorySearch): void {
    this.#search = search;
    const entry = this.#options.history[search.index];
    if (entry === undefined || search.failed) return;
    this.#historyIndex = search.index;
    this.#buffer = { text: entry, cursor: entry.indexOf(search.query) };
  }

  #suspend(): void {
    const { input } = this.#options;
    if (process.platform === 'win32') return;
    this.#paintAtEnd();
    this.screen.leave();
    input.setRawMode?.(false);
    process.once('SIGCONT', () => {
      input.setRawMode?.(true);
      this.#paint();
    });
    process.kill(process.pid, 'SIGTSTP');
  }

  #paintAtEnd(): void {
    this.#search = undefined;
    this.#paint(bufferOf(this.#buffer.text));
  }

  #paint(buffer = this.#buffer): void {
    clearImmediate(this.#repaint);
    this.#repaint = undefined;
    const { highlight, prompts } = this.#options;
    const first = this.#search === undefined ? prompts.first : searchPrompt(this.#search);
    this.screen.paint({ buffer, prompts: { ...prompts, first }, spans: highlight(buffer.text) });
  }
}

function searchPrompt({ query, failed }: HistorySearch): string {
  return `(${failed ? 'nothing has' : 'search'} '${query}') `;
}

function commonPrefix(texts: readonly string[]): string {
  let prefix = texts[0] ?? '';
  for (const text of texts) {
    while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1);
  }
  return prefix;
}

/** Words side by side, in columns of the same width. */
function inColumns(words: readonly string[], columns: number): string {
  const width = Math.max(...words.map(cellsOf)) + 2;
  const perRow = Math.max(1, Math.floor(columns / width));
  let out = '';
  words.forEach((word, i) => {
    const last = (i + 1) % perRow === 0 || i === words.length - 1;
    out += last ? `${word}\r\n` : word + ' '.repeat(width - cellsOf(word));
  });
  return out;
}

/**
 * Reads entries of one or more lines from a terminal. `node:readline` decodes the keys; its own
 * editor knows single lines only.
 *
 * The terminal is in raw mode only while the editor reads an entry, so that Ctrl-C sends a signal
 * to the program that runs in between. Keys that arrive meanwhile wait for the next entry.
 */
import { emitKeypressEvents } from 'node:readline';
import type { EntryReader, Prompts, Reading } from '../input/entry-reader.ts';
import type { TerminalOutput } from '../input/terminal-output.ts';
import { cellsOf } from './cells.ts';
import { Entry, type EntryLanguage, type Request } from './entry.ts';
import type { HistorySearch } from './history-search.ts';
import type { Key } from './keys.ts';
import { Screen, type StyledSpan } from './screen.ts';
import { bufferOf } from './text-buffer.ts';

export interface LineEditorOptions {
  readonly input: NodeJS.ReadStream;
  readonly output: TerminalOutput;
  readonly prompts: Prompts;
  readonly language: EntryLanguage;
  readonly highlight: (text: string) => readonly StyledSpan[];
  /** Older entries, the oldest first. */
  readonly history: readonly string[];
}

const BRACKETED_PASTE = { on: '\x1b[?2004h', off: '\x1b[?2004l' };

export class LineEditor implements EntryReader {
  readonly #options: LineEditorOptions;
  readonly #screen: Screen;
  readonly #waiting: { typed: string | undefined; key: Key }[] = [];
  readonly #stopListening: () => void;
  #entry: Entry;
  /** Ends the current reading. */
  #finish: ((reading: Reading) => void) | undefined;
  #inputHasEnded = false;
  #repaint: NodeJS.Immediate | undefined;

  constructor(options: LineEditorOptions) {
    const { input, output, language, history } = options;
    this.#options = options;
    this.#screen = new Screen(output);
    this.#entry = new Entry(language, history);
    emitKeypressEvents(input);
    input.on('keypress', this.#onKeypress);
    input.on('end', this.#onEnd);
    input.on('close', this.#onEnd);
    this.#stopListening = output.onResize(() => {
      if (this.#finish !== undefined) this.#paint();
    });
  }

  read(): Promise<Reading> {
    const { input, output, language, history } = this.#options;
    return new Promise((resolve) => {
      this.#finish = resolve;
      this.#entry = new Entry(language, history, this.#entry.killed);
      input.setRawMode?.(true);
      output.write(BRACKETED_PASTE.on);
      input.resume();
      this.#paint();
      this.#takeKeys();
      if (this.#inputHasEnded) this.#onEnd();
    });
  }

  readonly cancel = (): void => {
    if (this.#finish === undefined) return;
    this.#paintAtEnd();
    this.#options.output.write('^C');
    this.#stop({ kind: 'cancelled', wasEmpty: this.#entry.buffer.text === '' });
  };

  freshLine(): void {
    this.#screen.freshLine();
  }

  [Symbol.dispose](): void {
    const { input } = this.#options;
    input.off('keypress', this.#onKeypress);
    input.off('end', this.#onEnd);
    input.off('close', this.#onEnd);
    this.#stopListening();
    input.pause();
  }

  readonly #onKeypress = (typed: string | undefined, key: Key): void => {
    this.#waiting.push({ typed, key });
    this.#takeKeys();
  };

  readonly #onEnd = (): void => {
    this.#inputHasEnded = true;
    if (this.#finish !== undefined) this.#stop({ kind: 'end' });
  };

  #takeKeys(): void {
    while (this.#finish !== undefined) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      const request = this.#entry.press(next.typed, next.key);
      if (request !== undefined) this.#fulfil(request);
    }
    // Draws once for keys that arrive together, as in a paste.
    if (this.#finish !== undefined) this.#repaint ??= setImmediate(() => this.#paint());
  }

  #fulfil(request: Request): void {
    switch (request.kind) {
      case 'submit':
        this.#paintAtEnd();
        this.#stop({ kind: 'entry', text: this.#entry.buffer.text });
        break;
      case 'cancel':
        this.cancel();
        break;
      case 'leave':
        this.#stop({ kind: 'end' });
        break;
      case 'clear':
        this.#screen.clear();
        break;
      case 'suspend':
        this.#suspend();
        break;
      case 'list':
        this.#paintAtEnd();
        this.#screen.leave();
        this.#options.output.write(inColumns(request.words, this.#screen.columns));
        break;
    }
  }

  #stop(reading: Reading): void {
    const { input, output } = this.#options;
    clearImmediate(this.#repaint);
    this.#repaint = undefined;
    this.#screen.leave();
    output.write(BRACKETED_PASTE.off);
    input.setRawMode?.(false);
    const finish = this.#finish;
    this.#finish = undefined;
    finish?.(reading);
  }

  /** Returns the terminal to the shell until the shell brings this process to the front again. */
  #suspend(): void {
    const { input, output } = this.#options;
    if (process.platform === 'win32') return;
    this.#paintAtEnd();
    this.#screen.leave();
    output.write(BRACKETED_PASTE.off);
    input.setRawMode?.(false);
    process.once('SIGCONT', () => {
      input.setRawMode?.(true);
      output.write(BRACKETED_PASTE.on);
      this.#paint();
    });
    process.kill(process.pid, 'SIGTSTP');
  }

  /** Shows the final entry, with the cursor after its text. */
  #paintAtEnd(): void {
    this.#paint(bufferOf(this.#entry.buffer.text));
  }

  #paint(buffer = this.#entry.buffer): void {
    clearImmediate(this.#repaint);
    this.#repaint = undefined;
    const { highlight, prompts } = this.#options;
    const { search } = this.#entry;
    const first = search === undefined ? prompts.first : searchPrompt(search);
    this.#screen.paint({ buffer, prompts: { ...prompts, first }, spans: highlight(buffer.text) });
  }
}

function searchPrompt({ query, failed }: HistorySearch): string {
  return `(${failed ? 'nothing has' : 'search'} '${query}') `;
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

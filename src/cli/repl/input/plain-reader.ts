/** Reads entries line by line from a terminal that cannot move its cursor (`TERM=dumb`). */
import { createInterface, type Interface } from 'node:readline';
import type { EntryReader, Prompts, Reading } from './entry-reader.ts';
import type { TerminalOutput } from './terminal-output.ts';

export interface PlainReaderOptions {
  readonly input: NodeJS.ReadStream;
  readonly output: TerminalOutput;
  readonly prompts: Prompts;
  /** Whether the entry ends after `text`. A blank line ends every entry. */
  readonly isComplete: (text: string) => boolean;
}

export class PlainReader implements EntryReader {
  readonly #options: PlainReaderOptions;
  readonly #lines: Interface;
  readonly #waiting: string[] = [];
  #entry: string[] = [];
  #finish: ((reading: Reading) => void) | undefined;
  #inputHasEnded = false;

  constructor(options: PlainReaderOptions) {
    this.#options = options;
    this.#lines = createInterface({ input: options.input, terminal: false });
    this.#lines.on('line', (line) => {
      this.#waiting.push(line);
      this.#takeLines();
    });
    this.#lines.on('close', () => {
      this.#inputHasEnded = true;
      this.#stop({ kind: 'end' });
    });
  }

  read(): Promise<Reading> {
    return new Promise((resolve) => {
      this.#finish = resolve;
      this.#entry = [];
      this.#options.output.write(this.#options.prompts.first);
      this.#takeLines();
      if (this.#inputHasEnded) this.#stop({ kind: 'end' });
    });
  }

  readonly cancel = (): void => {
    this.#options.output.write('\n');
    this.#stop({ kind: 'cancelled', wasEmpty: this.#entry.length === 0 });
  };

  freshLine(): void {} // such a terminal cannot move its cursor

  [Symbol.dispose](): void {
    this.#lines.close();
  }

  #takeLines(): void {
    const { isComplete, output, prompts } = this.#options;
    while (this.#finish !== undefined && this.#waiting.length > 0) {
      const line = this.#waiting.shift()!; // there is one
      this.#entry.push(line);
      const text = this.#entry.join('\n');
      if (line.trim() === '' || isComplete(text)) this.#stop({ kind: 'entry', text });
      else output.write(prompts.next);
    }
  }

  #stop(reading: Reading): void {
    const finish = this.#finish;
    this.#finish = undefined;
    finish?.(reading);
  }
}

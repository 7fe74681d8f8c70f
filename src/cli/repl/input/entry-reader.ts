/** The interface of the readers of entries. */

/** The result of reading: an entry, one cancelled by Ctrl-C, or the end of all input. */
export type Reading =
  | { readonly kind: 'entry'; readonly text: string }
  | { readonly kind: 'cancelled'; readonly wasEmpty: boolean }
  | { readonly kind: 'end' };

export interface EntryReader extends Disposable {
  /** Reads the next entry. Do not call this again before the promise resolves. */
  read(): Promise<Reading>;
  /** Ends the current reading, as Ctrl-C does. */
  readonly cancel: () => void;
  /** Moves to an empty line, even if a program left its output without a line end. */
  freshLine(): void;
}

/** The prompts of the first line of an entry and of its further lines. */
export interface Prompts {
  readonly first: string;
  readonly next: string;
}

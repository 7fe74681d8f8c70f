/** Where a session's entries come from. */

/** What came of reading: an entry, one that was given up with Ctrl-C, or the end of all input. */
export type Reading =
  | { readonly kind: 'entry'; readonly text: string }
  | { readonly kind: 'cancelled'; readonly wasEmpty: boolean }
  | { readonly kind: 'end' };

export interface EntryReader extends Disposable {
  /** Reads the next entry. Only one reading at a time. */
  read(): Promise<Reading>;
  /** What Ctrl-C does. */
  readonly cancel: () => void;
  /** Makes sure that the cursor is on an empty line, whatever a program has printed. */
  freshLine(): void;
}

/** What stands before the first line of an entry, and before every other one. */
export interface Prompts {
  readonly first: string;
  readonly next: string;
}

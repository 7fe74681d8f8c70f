/** The key bindings: Emacs' ones, as in readline. */

import type { Motion } from './text-buffer.ts';
import * as text from './text-buffer.ts';

/** A key as `node:readline` reports it. */
export interface Key {
  readonly sequence?: string;
  readonly name?: string;
  readonly ctrl?: boolean;
  readonly meta?: boolean;
}

/** Keys that move the cursor. */
export const MOVES: ReadonlyMap<string, Motion> = new Map([
  ['left', text.left],
  ['ctrl-b', text.left],
  ['right', text.right],
  ['ctrl-f', text.right],
  ['ctrl-left', text.wordLeft],
  ['meta-left', text.wordLeft],
  ['meta-b', text.wordLeft],
  ['ctrl-right', text.wordRight],
  ['meta-right', text.wordRight],
  ['meta-f', text.wordRight],
  ['home', text.lineStart],
  ['ctrl-a', text.lineStart],
  ['end', text.lineEnd],
  ['ctrl-e', text.lineEnd],
  ['meta-<', text.textStart],
  ['ctrl-home', text.textStart],
  ['meta->', text.textEnd],
  ['ctrl-end', text.textEnd],
]);

/** Keys that remove the text between the cursor and the end of the motion. */
export const DELETIONS: ReadonlyMap<string, Motion> = new Map([
  ['backspace', text.left],
  ['ctrl-h', text.left],
  ['delete', text.right],
  ['ctrl-d', text.right],
]);

/** Keys that do the same and keep the removed text for Ctrl-Y. */
export const KILLS: ReadonlyMap<string, Motion> = new Map([
  ['ctrl-k', text.pastLineEnd],
  ['ctrl-u', text.lineStart],
  ['ctrl-w', text.chunkLeft],
  ['meta-backspace', text.wordLeft],
  ['ctrl-backspace', text.wordLeft],
  ['meta-d', text.wordRight],
  ['ctrl-delete', text.wordRight],
]);

/** A key's name for the tables: `left`, `ctrl-a`, `meta-b`. */
export function keyName({ sequence, name, ctrl, meta }: Key): string {
  if (sequence === '\x1f') return 'undo'; // Ctrl-_ and, on many terminals, Ctrl-/
  if (sequence === '\x1b<' || sequence === '\x1b>') return `meta-${sequence[1]}`;
  return `${ctrl ? 'ctrl-' : ''}${meta ? 'meta-' : ''}${name ?? ''}`;
}

/** The text that a key types; empty for keys that type none. Tabs become blanks. */
export function typedText(typed: string | undefined, { ctrl, meta }: Key): string {
  if (typed === undefined || ctrl || meta) return '';
  return typed.replaceAll('\t', '  ').replace(/[\p{Cc}\p{Cs}]/gu, '');
}

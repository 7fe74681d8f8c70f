/** What a command can do with the session that it was typed in. */
import type { createColors } from 'picocolors';
import type { KaleidoscopeJIT } from '../../kaleidoscope-jit.ts';
import type { SourceFile } from '../../source/index.ts';
import type { Definitions } from './definitions.ts';

/** Colours for texts, or none. */
export type Paint = ReturnType<typeof createColors>;

export interface CommandContext {
  readonly jit: KaleidoscopeJIT;
  readonly definitions: Definitions;
  readonly paint: Paint;
  print(text: string): void;
  /** Prints behind what a program has printed. */
  printFresh(text: string): void;
  /** Prints what is good to know and no result. */
  note(text: string): void;
  /** Runs a program and shows what comes of it. */
  runSource(source: SourceFile): void;
  /** A text of the current entry, for diagnostics to point to. */
  sourceFile(text: string): SourceFile;
  /** Ends the session after this entry. */
  quit(): void;
}

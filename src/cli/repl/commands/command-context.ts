/** What a command can do with the session that it was typed in. */
import type { createColors } from 'picocolors';
import type { KaleidoscopeJIT } from '../../../kaleidoscope-jit.ts';
import type { Runtime } from '../../../runtime/index.ts';
import type { SourceFile } from '../../../source/index.ts';
import type { Definitions } from '../definitions.ts';

/** Colours for texts, or none. */
export type Paint = ReturnType<typeof createColors>;

export interface CommandContext {
  readonly jit: KaleidoscopeJIT;
  readonly definitions: Definitions;
  readonly paint: Paint;
  /** What programs can declare. */
  readonly host: Runtime;
  /** What `_` is. */
  readonly lastValue: number | undefined;
  /** The text of the last entry that was no command. */
  readonly lastProgram: string;
  print(text: string): void;
  /** Prints after what a program has printed. */
  printFresh(text: string): void;
  /** Prints what is good to know and no result. */
  note(text: string): void;
  /** Shows the value of an expression, and keeps it for the next one. */
  showValue(value: number): void;
  /** Runs a program as if it had been typed. */
  runProgram(text: string): void;
  /** Runs a program and shows what comes of it. */
  runSource(source: SourceFile): void;
  /** A text of the current entry, for diagnostics to point to. */
  sourceFile(text: string): SourceFile;
  /** Begins with an empty program after this entry. */
  reset(): void;
  /** Ends the session after this entry. */
  quit(): void;
}

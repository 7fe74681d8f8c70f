/** The part of the session that its commands use. */
import type { createColors } from 'picocolors';
import type { KaleidoscopeJIT } from '../../../kaleidoscope-jit.ts';
import type { Runtime } from '../../../runtime/index.ts';
import type { SourceFile } from '../../../source/index.ts';
import type { Definitions } from '../definitions.ts';

/** Functions that colour texts, or leave them plain. */
export type Paint = ReturnType<typeof createColors>;

export interface CommandContext {
  readonly jit: KaleidoscopeJIT;
  readonly definitions: Definitions;
  readonly paint: Paint;
  /** The functions that `extern` can declare. */
  readonly host: Runtime;
  /** The value of `_`. */
  readonly lastValue: number | undefined;
  /** The text of the last entry that was no command. */
  readonly lastProgram: string;
  print(text: string): void;
  /** Flushes the output of the program, then prints on a fresh line. */
  printFresh(text: string): void;
  /** Prints a remark, which is no result. */
  note(text: string): void;
  /** Shows the value of an expression, and keeps it as `_`. */
  showValue(value: number): void;
  /** Runs a program as if it had been typed. */
  runProgram(text: string): void;
  /** Runs a program and shows its outcomes. */
  runSource(source: SourceFile): void;
  /** A text of the current entry, for diagnostics to point to. */
  sourceFile(text: string): SourceFile;
  /** Begins with an empty program after this entry. */
  reset(): void;
  /** Ends the session after this entry. */
  quit(): void;
}

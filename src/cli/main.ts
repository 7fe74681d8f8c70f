#!/usr/bin/env node
import { main } from './program.ts';
/** The executable `kaleidoscope`. */
import { internalError } from './terminal/internal-error.ts';

// A stack overflow counts the frames of its trace, so the trace must hold all of them.
Error.stackTraceLimit = 200_000;

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (thrown) {
  process.exitCode = internalError(thrown);
}

#!/usr/bin/env node
import { main } from './program.ts';
/** The executable `kaleidoscope`. */
import { internalError } from './terminal/internal-error.ts';

// A stack overflow says how deep calls went: all frames that fit.
Error.stackTraceLimit = 200_000;

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (thrown) {
  process.exitCode = internalError(thrown);
}

#!/usr/bin/env node
/** The executable `kaleidoscope`. */
import { internalError } from './internal-error.ts';
import { main } from './program.ts';

// Enough frames for a stack overflow to name the functions of a cycle.
Error.stackTraceLimit = 100;

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (thrown) {
  process.exitCode = internalError(thrown);
}

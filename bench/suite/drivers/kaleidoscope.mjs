/** A Kaleidoscope program as a contestant. Its first call compiles it. Arguments: FILE N CALLS. */
import { readFileSync } from 'node:fs';
import { KaleidoscopeJIT } from 'kaleidoscope-jit';
import { measure } from './measure.mjs';

const jit = new KaleidoscopeJIT();
jit.addSource(readFileSync(process.argv[2], 'utf8'), process.argv[2]);
measure(jit.function('run'));

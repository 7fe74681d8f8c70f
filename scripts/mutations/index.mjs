/**
 * The mutations that `npm run mutate` makes, by folder. An entry is
 *
 *     { name, text, becomes }   the behaviour that breaks, a text that occurs once in the file, and
 *                               its replacement
 *     tests, only               test files that notice it, and a pattern of the names of their
 *                               tests; by default those of the file
 *     equivalent                the reason why no test can notice it
 */
import { cache } from './cache.mjs';
import { executors } from './executors.mjs';
import { kaleidoscope } from './kaleidoscope.mjs';
import { llvm } from './llvm.mjs';
import { lowering } from './lowering.mjs';
import { orc } from './orc.mjs';
import { passes } from './passes.mjs';
import { wasm } from './wasm.mjs';

export const mutations = [
  passes,
  lowering,
  wasm,
  llvm,
  orc,
  kaleidoscope,
  cache,
  executors,
].flatMap((files) =>
  files.flatMap(({ file, tests, only, mutations }) =>
    mutations.map((mutation) => ({ file, tests, only, ...mutation })),
  ),
);

// Draws the swings of a spring. The functions are those of spring.ks, compiled ahead of time:
//     kaleidoscope build spring.ks -o spring.wasm
//     node main.mjs
import { readFile } from 'node:fs/promises';

const bytes = await readFile(new URL('spring.wasm', import.meta.url));

/** @type {import('./spring.wasm').Imports} */
const imports = { env: Math }; // Math has exp, sin, cos and log
const { instance } = await WebAssembly.instantiate(bytes, imports);
const spring = /** @type {typeof import('./spring.wasm')} */ (instance.exports);

const stiffness = 60;
const damping = 2;
for (let seconds = 0; seconds < spring.rest(damping); seconds += 0.1) {
  const x = spring.position(seconds, stiffness, damping);
  console.log(`${seconds.toFixed(1)} ${' '.repeat(Math.round(20 + 20 * x))}*`);
}

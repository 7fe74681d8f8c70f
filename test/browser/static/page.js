// The main thread's checks, then the worker's, then those of a page whose policy forbids WebAssembly,
// then those of a page that may share memory.
import { runChecks } from './checks.js';

await runChecks('page');
const worker = new Worker('worker.js', { type: 'module' });
worker.onmessage = () => {
  const frame = document.createElement('iframe');
  frame.src = 'forbidden.html';
  document.body.append(frame);
};
addEventListener('message', () => {
  location.href = 'isolated.html';
});

import { runChecks } from './checks.js';

await runChecks('isolated page');
new Worker('isolated-worker.js', { type: 'module' });

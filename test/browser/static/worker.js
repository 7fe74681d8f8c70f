import { runChecks } from './checks.js';

await runChecks('worker');
postMessage('done');

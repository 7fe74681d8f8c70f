import { runChecks } from './checks.js';

await runChecks('forbidden');
parent.postMessage('done');

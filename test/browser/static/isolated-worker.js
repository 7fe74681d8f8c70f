import { runChecks } from './checks.js';

await runChecks('isolated worker');

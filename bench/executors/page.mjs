/** What `bench/executors-in-browsers.ts` measures, in a page. */
import { workerExecutor } from '../../dist/executors/browser/index.js';
import { elsewhere, measure } from './measure.mjs';

const [RUNS, CALLS] = [5, 2000];

const result = await measure(() => elsewhere(workerExecutor()), RUNS, CALLS);
await fetch('/report', { method: 'POST', body: JSON.stringify(result) });

/** Executors in threads and processes that Node starts. */
export { processExecutor } from './process.ts';
export { relayedProcessExecutor, workerExecutor } from './worker.ts';

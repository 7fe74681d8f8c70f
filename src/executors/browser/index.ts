/** Executors in workers of browsers. */
export { IsolationError, type WorkerExecutorOptions, workerExecutor } from './worker.ts';

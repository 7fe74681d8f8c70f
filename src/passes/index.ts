/** Transformations of IR. Each leaves every result as it is, to the last bit. */
export { eliminateTailRecursion } from './eliminate-tail-recursion.ts';
export { type BodyProvider, type CallSite, inlineCalls } from './inline.ts';
export { listPasses, type Pass } from './passes.ts';
export {
  type OptimizationLevel,
  optimizeFunction,
  PassError,
  type PipelineOptions,
} from './pipeline.ts';
export { recognizeIntrinsics } from './recognize-intrinsics.ts';

/** Transformations of IR. Each keeps every result, to the last bit. */
export {
  type InlineBudget,
  type InlineCandidate,
  moduleContext,
  type PassContext,
} from './context.ts';
export { checkPassName, listPasses, type Pass } from './passes.ts';
export {
  type OptimizationLevel,
  optimize,
  optimizeFunction,
  optimizeInSteps,
  PassError,
  type PassRun,
  type PipelineOptions,
} from './pipeline.ts';

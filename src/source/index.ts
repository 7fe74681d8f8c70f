/** Source files, places in them, and messages about them. */
export * from './diagnostic.ts';
export * from './invalid-argument.ts';
export * from './limits.ts';
export * from './nearest.ts';
export * from './order-diagnostics.ts';
export * from './printable.ts';
export * from './render.ts';
export * from './source-file.ts';
export * from './span.ts';
export * from './steps.ts';

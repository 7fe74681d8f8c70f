export type { HostFunctions } from './hints.ts';
export * from './lower.ts';

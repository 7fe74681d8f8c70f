export * from './control-flow.ts';
export * from './loops.ts';

/** Transformations of IR. Each leaves every result as it is, to the last bit. */
export { inlineCalls } from './inline.ts';

/** Transformations of IR. Each leaves every result as it is, to the last bit. */
export { type BodyProvider, inlineCalls } from './inline.ts';

/** Measures text in the cells of a terminal. */
import { eastAsianWidth } from 'get-east-asian-width';

/** A sequence of characters that a terminal shows as one, and its width in cells. */
export interface Cluster {
  readonly start: number;
  readonly end: number;
  readonly width: number;
}

/** Printable ASCII: one cell per character, without a look at tables. */
const PLAIN = /^[\n\x20-\x7e]*$/;
/** Characters that a terminal draws onto the previous one. */
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]/u;

/** The characters in a part of a text, as a reader counts them. A line end has no width. */
export function* clusters(text: string, start = 0, end = text.length): Generator<Cluster> {
  const part = text.slice(start, end);
  if (PLAIN.test(part)) {
    for (let at = start; at < end; at++) {
      yield { start: at, end: at + 1, width: text[at] === '\n' ? 0 : 1 };
    }
    return;
  }
  for (const { segment, index } of new Intl.Segmenter().segment(part)) {
    yield { start: start + index, end: start + index + segment.length, width: width(segment) };
  }
}

/** The width of a text without line ends. */
export function cellsOf(text: string): number {
  let sum = 0;
  for (const cluster of clusters(text)) sum += cluster.width;
  return sum;
}

function width(segment: string): number {
  if (segment === '\n' || NO_WIDTH.test(segment)) return 0;
  return eastAsianWidth(segment.codePointAt(0)!); // segments are not empty
}

/** "Did you mean": the name that a misspelled one was meant to be. */

/** Names longer than this are not compared: nobody mistypes them, and the table is quadratic. */
const LONGEST = 64;

/** How many candidates are compared with a name, which takes a few milliseconds. */
const MOST_CANDIDATES = 20_000;

/** Edits beyond which two long names have nothing to do with each other. */
const MOST_EDITS = 3;

/**
 * The candidate that is closest to `name`, if any is close: one edit for each three characters of
 * the longer one, at most three. An edit adds, drops or replaces a character, or swaps neighbours;
 * upper and lower case count as the same. Among equals the first wins, so give the likeliest first.
 *
 * @example
 * nearest('pritnd', ['putchard', 'printd']); // 'printd'
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > LONGEST) return undefined;
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = MOST_EDITS + 1;
  let count = 0;
  for (const candidate of candidates) {
    if (++count > MOST_CANDIDATES) break;
    if (candidate === name) continue;
    const limit = Math.min(bestDistance - 1, allowedEdits(wanted, candidate));
    if (Math.abs(candidate.length - wanted.length) > limit) continue;
    const distance = editDistance(wanted, candidate.toLowerCase(), limit);
    if (distance > limit) continue;
    best = candidate;
    bestDistance = distance;
    if (distance === 0) break;
  }
  return best;
}

function allowedEdits(a: string, b: string): number {
  return Math.min(MOST_EDITS, Math.floor(Math.max(a.length, b.length) / 3));
}

/**
 * The restricted Damerau–Levenshtein distance (optimal string alignment), by rows; `limit + 1` as
 * soon as it must exceed the limit.
 */
function editDistance(a: string, b: string, limit: number): number {
  if (a === b) return 0;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let smallest = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let edits = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, beforeLast[j - 2]! + 1);
      }
      row.push(edits);
      smallest = Math.min(smallest, edits);
    }
    if (smallest > limit) return limit + 1;
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}

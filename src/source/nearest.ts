/** "Did you mean": finds the known name that a misspelled one stands for. */

/** Longer names are not compared: nobody types them by hand, and the table is quadratic. */
const LONGEST = 64;

/** Most candidates compared with a name: so many take a few milliseconds. */
const MOST_CANDIDATES = 20_000;

/** Most edits between two names: long names that differ in more are hardly the same word. */
const MOST_EDITS = 3;

/**
 * Returns the candidate closest to `name`, if any is close: at most one edit for each three
 * characters of the longer of the two, and at most three. An edit adds, drops or replaces a
 * character, or swaps neighbours; case is ignored. Among equals the first wins, so pass the
 * likeliest first.
 *
 * @example
 * nearest('pritnd', ['putchard', 'printd']); // 'printd'
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > LONGEST) return undefined;
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = MOST_EDITS + 1;
  const rows = createRows();
  let count = 0;
  for (const candidate of candidates) {
    if (++count > MOST_CANDIDATES) break;
    if (candidate === name) continue;
    const limit = Math.min(bestDistance - 1, allowedEdits(wanted, candidate));
    if (Math.abs(candidate.length - wanted.length) > limit) continue;
    const distance = editDistance(wanted, candidate.toLowerCase(), limit, rows);
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

/** The last three rows of the table of distances between the starts of two names. */
type Rows = [beforeLast: Uint8Array, last: Uint8Array, current: Uint8Array];

function createRows(): Rows {
  const length = LONGEST + MOST_EDITS + 2;
  return [new Uint8Array(length), new Uint8Array(length), new Uint8Array(length)];
}

/**
 * The restricted Damerau–Levenshtein distance (optimal string alignment), computed row by row, in
 * cells at most `limit` from the diagonal. Returns `limit + 1` as soon as it must exceed the limit.
 */
function editDistance(a: string, b: string, limit: number, rows: Rows): number {
  if (a === b) return 0;
  if (limit === 0) return 1;
  const beyond = limit + 1;
  let [beforeLast, last, row] = rows;
  for (let j = 0; j <= beyond; j++) last[j] = j;
  for (let i = 1; i <= a.length; i++) {
    const from = Math.max(1, i - limit);
    const to = Math.min(b.length, i + limit);
    row[from - 1] = from === 1 ? i : beyond;
    let smallest = row[from - 1]!;
    for (let j = from; j <= to; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let edits = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && isSwap(a, i, b, j)) edits = Math.min(edits, beforeLast[j - 2]! + 1);
      row[j] = edits;
      smallest = Math.min(smallest, edits);
    }
    if (smallest > limit) return beyond;
    row[to + 1] = beyond;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  return last[b.length]!;
}

/** Whether `a` up to `i` and `b` up to `j` end with the same two characters, swapped. */
function isSwap(a: string, i: number, b: string, j: number): boolean {
  return a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
}

/** Searching older entries while typing (Ctrl-R). A value: every step gives another one. */

export interface HistorySearch {
  readonly query: string;
  /** Index of the entry found; the number of entries before anything was found. */
  readonly index: number;
  readonly failed: boolean;
}

export function startSearch(entries: readonly string[]): HistorySearch {
  return { query: '', index: entries.length, failed: false };
}

/** The newest entry with `query` in it, from the one at hand on back. */
export function searchFor(
  search: HistorySearch,
  query: string,
  entries: readonly string[],
): HistorySearch {
  return find(query, search.index, search, entries);
}

/** The next older entry with the same text in it. */
export function searchOlder(search: HistorySearch, entries: readonly string[]): HistorySearch {
  return find(search.query, search.index - 1, search, entries);
}

function find(
  query: string,
  from: number,
  { index }: HistorySearch,
  entries: readonly string[],
): HistorySearch {
  const start = Math.min(from, entries.length - 1);
  for (let at = start; at >= 0 && query !== ''; at--) {
    if (entries[at]!.includes(query)) return { query, index: at, failed: false }; // at is in range
  }
  return { query, index, failed: query !== '' };
}

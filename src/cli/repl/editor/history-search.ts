/** Searches older entries while the user types (Ctrl-R). Each step returns a new search. */

export interface HistorySearch {
  readonly query: string;
  /** Index of the entry found; the number of entries while none is found. */
  readonly index: number;
  readonly failed: boolean;
}

export function startSearch(entries: readonly string[]): HistorySearch {
  return { query: '', index: entries.length, failed: false };
}

/** Finds the newest entry that contains `query`, from the current one backwards. */
export function searchFor(
  search: HistorySearch,
  query: string,
  entries: readonly string[],
): HistorySearch {
  return find(query, search.index, search, entries);
}

/** Finds the next older entry that contains the same text. */
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

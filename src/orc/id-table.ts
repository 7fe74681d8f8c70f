/** What an executor keeps under the numbers that its controller gives out. */

/** A map whose reader is told what is missing: a controller names only what is there. */
export class IdTable<Id extends number, T> {
  readonly #what: string;
  readonly #entries = new Map<Id, T>();

  /** `what` the table holds, for errors. */
  constructor(what: string) {
    this.#what = what;
  }

  /** @throws Error for a number that names nothing here. */
  get(id: Id): T {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new Error(`there is no ${this.#what} ${id}`);
    return entry;
  }

  set(id: Id, entry: T): void {
    this.#entries.set(id, entry);
  }

  delete(id: Id): void {
    this.#entries.delete(id);
  }

  values(): Iterable<T> {
    return this.#entries.values();
  }

  clear(): void {
    this.#entries.clear();
  }
}

/** Tables of an executor, by the numbers that its controller gives out. */

/** A map that throws for a missing key: a controller uses only numbers that it has given out. */
export class IdTable<Id extends number, T> extends Map<Id, T> {
  readonly #what: string;

  /** `what` the table holds, for errors. */
  constructor(what: string) {
    super();
    this.#what = what;
  }

  /** @throws Error for a number that names nothing here. */
  override get(id: Id): T {
    const entry = super.get(id);
    if (entry === undefined) throw new Error(`there is no ${this.#what} ${id}`);
    return entry;
  }
}

// Entries of a cache by how much they are worth: a binary heap whose entries know their places, so that a worth may change
// at any time. The least worthy is on top.

export interface Ranked {
  /** What the entry is worth; compared with nothing but other worths of the same heap. */
  worth: number;
  /** Place in the heap; the heap's own. */
  place: number;
}

export class EvictionHeap<Entry extends Ranked> {
  readonly #entries: Entry[] = [];

  get least(): Entry | undefined {
    return this.#entries[0];
  }

  add(entry: Entry): void {
    this.#entries.push(entry);
    entry.place = this.#entries.length - 1;
    this.#rise(entry);
  }

  /** After the worth of an entry changed. */
  moved(entry: Entry): void {
    this.#rise(entry);
    this.#sink(entry);
  }

  remove(entry: Entry): void {
    const last = this.#entries.pop() as Entry;
    if (last === entry) return;
    this.#put(last, entry.place);
    this.moved(last);
  }

  clear(): void {
    this.#entries.length = 0;
  }

  #rise(entry: Entry): void {
    while (entry.place > 0) {
      const at = entry.place;
      const above = this.#entries[(at - 1) >> 1] as Entry;
      if (above.worth <= entry.worth) return;
      this.#put(entry, above.place);
      this.#put(above, at);
    }
  }

  #sink(entry: Entry): void {
    for (;;) {
      const at = entry.place;
      const [left, right] = [this.#entries[2 * at + 1], this.#entries[2 * at + 2]];
      if (left === undefined) return;
      const below = right !== undefined && right.worth < left.worth ? right : left;
      if (entry.worth <= below.worth) return;
      this.#put(entry, below.place);
      this.#put(below, at);
    }
  }

  #put(entry: Entry, place: number): void {
    this.#entries[place] = entry;
    entry.place = place;
  }
}

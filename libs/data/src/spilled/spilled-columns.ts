import type { RawColumn } from '../columns/feature-collector';
import type { SpilledColumn } from './spilled-column';

/**
 * Columns on disk, by name. A column that is asked for is read whole, and held as long as no other is asked for: what
 * goes column by column needs the memory of one.
 */
export class SpilledColumns implements ReadonlyMap<string, RawColumn> {
  #last: { readonly name: string; readonly column: RawColumn } | undefined;

  constructor(
    private readonly columns: ReadonlyMap<string, SpilledColumn>,
    readonly rowCount: number,
  ) {}

  get size(): number {
    return this.columns.size;
  }

  has(name: string): boolean {
    return this.columns.has(name);
  }

  get(name: string): RawColumn | undefined {
    if (this.#last?.name === name) return this.#last.column;
    // Before the next is read, so that the two never lie beside each other.
    this.#last = undefined;
    const column = this.columns.get(name)?.read(0, this.rowCount);
    if (column !== undefined) this.#last = { name, column };
    return column;
  }

  /** Some rows of all columns. */
  rows(begin: number, end: number): ReadonlyMap<string, RawColumn> {
    return new Map(Array.from(this.columns, ([name, column]) => [name, column.read(begin, end)]));
  }

  /** Gives memory and disk back. */
  remove(): void {
    this.#last = undefined;
    for (const column of this.columns.values()) column.remove();
  }

  forEach(visit: (column: RawColumn, name: string, all: ReadonlyMap<string, RawColumn>) => void): void {
    for (const [name, column] of this) visit(column, name, this);
  }

  *entries(): MapIterator<[string, RawColumn]> {
    for (const name of this.columns.keys()) {
      const column = this.get(name);
      if (column !== undefined) yield [name, column];
    }
  }

  keys(): MapIterator<string> {
    return this.columns.keys();
  }

  *values(): MapIterator<RawColumn> {
    for (const [, column] of this) yield column;
  }

  [Symbol.iterator](): MapIterator<[string, RawColumn]> {
    return this.entries();
  }
}

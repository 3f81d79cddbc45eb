import { BadRow } from '../../errors';
import { MISSING, UNKNOWN } from '../categories/category-lookup';
import type { Matrix } from './encode-cell';
import { expectedCategory } from '../categories/expected-category';
import { NO_EVENT, type SequenceInput } from '../input-column';

/**
 * The last events of a sequence that come one by one, oldest first. However many there are, it keeps no more than
 * the model takes.
 */
export class EventWindow {
  /** A ring: event i stands at i mod maxLength. */
  readonly #ids: number[] = [];
  /** Events so far, and those of them that are not missing. */
  #added = 0;
  #kept = 0;

  /** @param at - where the feature begins in the values of the matrix */
  constructor(
    private readonly column: SequenceInput,
    private readonly feature: number,
    private readonly row: number,
    private readonly at: number,
    private readonly matrix: Matrix,
  ) {}

  /**
   * @param event - as it came from JSON; null and what says that there is no value are none
   * @throws BadRow if it is no value of a category
   */
  add(event: unknown): void {
    const { column, matrix } = this;
    const place = this.#added++;
    if (event === undefined || event === null) return;
    const text = column.textOf(event);
    if (text === null) {
      throw new BadRow(`${matrix.path}[${this.row}].${column.name}[${place}]: ${expectedCategory(event)}.`);
    }
    const id = column.idOf(text);
    if (id !== MISSING) this.#ids[this.#kept++ % column.maxLength] = id;
  }

  /** Writes the ids of the events, and that there are none after the last. */
  close(): void {
    const { at, matrix } = this;
    const { maxLength, unknown } = this.column;
    const first = Math.max(0, this.#kept - maxLength);
    for (let i = first; i < this.#kept; i++) {
      const id = this.#ids[i % maxLength];
      if (id === UNKNOWN) matrix.addUnknown(this.feature);
      matrix.values[at + i - first] = id === UNKNOWN ? unknown : id;
    }
    matrix.values.fill(NO_EVENT, at + this.#kept - first, at + maxLength);
  }
}

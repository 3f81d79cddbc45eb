import { categoryText, UNKNOWN_ROW } from './category-lookup';
import { describeValue } from '../describe-value';
import { BadRow } from '../errors';
import { NO_EVENT, type SequenceInput } from './input-column';
import type { Matrix } from './encode-cell';

/**
 * The last events of a sequence that come one by one, oldest first. However many there are, it keeps no more than
 * the model takes.
 */
export class EventWindow {
  /** A ring: event i stands at i mod maxLength. */
  readonly #texts: string[] = [];
  /** Events so far, and those of them that are some. */
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
   * @param event - as it came from JSON; null and the empty text are none
   * @throws BadRow if it is no value of a category
   */
  add(event: unknown): void {
    const place = this.#added++;
    if (event === undefined || event === null || event === '') return;
    const text = categoryText(event);
    if (text === null) {
      throw new BadRow(
        `${this.matrix.path}[${this.row}].${this.column.name}[${place}]: expected a string or an integer (a string from 2^53 on), got ${describeValue(event)}.`,
      );
    }
    this.#texts[this.#kept++ % this.column.maxLength] = text;
  }

  /** Writes the rows of the events, and that there are none after the last. */
  close(): void {
    const { column, at, matrix } = this;
    const { maxLength } = column;
    const first = Math.max(0, this.#kept - maxLength);
    for (let i = first; i < this.#kept; i++) {
      const id = column.rowOf(this.#texts[i % maxLength]);
      if (id === UNKNOWN_ROW) matrix.addUnknown(this.feature);
      matrix.values[at + i - first] = id;
    }
    matrix.values.fill(NO_EVENT, at + this.#kept - first, at + maxLength);
  }
}

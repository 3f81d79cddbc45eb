import type { EncodedRows, RowEncoder } from '@reckit/features';
import { readRows, RowScanner, type Reading, type RequestForm } from '@reckit/protocol';

/** The scanner of a model, null while it reads a request. */
interface Idle {
  scanner: RowScanner | null;
}

/**
 * Reads the rows of a request into model input: the quick way where it can, else the general one. Neither builds more
 * than the matrix, and both pause when a slice is over.
 */
export class RowReader {
  readonly #idle = new WeakMap<RowEncoder, Idle>();

  constructor(private readonly maxRows: number) {}

  /** @throws BadRequest, BadRow, or PayloadTooLarge beyond the limit of rows */
  *read(form: RequestForm, body: Buffer, encoder: RowEncoder): Reading<EncodedRows> {
    const idle = this.#idleOf(encoder);
    const scanner = idle.scanner ?? new RowScanner(encoder);
    idle.scanner = null;
    let scanned = scanner.scan(body, form.listKeys, this.maxRows);
    while (scanned === 'paused') {
      yield;
      scanned = scanner.resume();
    }
    idle.scanner = scanner;
    return scanned === 'left' ? yield* readRows(body, form, encoder, this.maxRows) : scanned;
  }

  #idleOf(encoder: RowEncoder): Idle {
    const known = this.#idle.get(encoder);
    if (known) return known;
    const idle: Idle = { scanner: null };
    this.#idle.set(encoder, idle);
    return idle;
  }
}

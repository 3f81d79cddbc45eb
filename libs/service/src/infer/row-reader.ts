import type { EncodedRows, RowEncoder } from '@reckit/features';
import { readRows, RowScanner, type Reading, type RequestForm } from '@reckit/protocol';

/** Rows that were read the quick way, and where the member that was to be noted stands; -1 if there is none. */
export interface QuickScan {
  readonly rows: EncodedRows;
  readonly notedAt: number;
}

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

  constructor(readonly maxRows: number) {}

  /** @throws BadRequest, BadRow, or PayloadTooLarge beyond the limit of rows */
  *read(form: RequestForm, body: Buffer, encoder: RowEncoder): Reading<EncodedRows> {
    const scan = yield* this.scan(body, form.listKeys, encoder);
    return scan ? scan.rows : yield* readRows(body, form, encoder, this.maxRows);
  }

  /**
   * Reads the quick way what can be read so; null for a request that is left to the general one.
   *
   * @param notedKey - the key of another member of the request, whose place is told
   */
  *scan(
    body: Buffer,
    listKeys: readonly string[],
    encoder: RowEncoder,
    notedKey?: string,
  ): Reading<QuickScan | null> {
    const idle = this.#idleOf(encoder);
    const scanner = idle.scanner ?? new RowScanner(encoder);
    idle.scanner = null;
    let scanned = scanner.scan(body, listKeys, this.maxRows, notedKey);
    while (scanned === 'paused') {
      yield;
      scanned = scanner.resume();
    }
    idle.scanner = scanner;
    return scanned === 'left' ? null : { rows: scanned, notedAt: scanner.notedAt };
  }

  #idleOf(encoder: RowEncoder): Idle {
    const known = this.#idle.get(encoder);
    if (known) return known;
    const idle: Idle = { scanner: null };
    this.#idle.set(encoder, idle);
    return idle;
  }
}

import type { EncodedRows, RowEncoder } from '@reckit/features';
import { decodePredict, decodePredictions, PayloadTooLarge, RowScanner } from '@reckit/protocol';
import type { PredictionRoute } from './prediction-route';

/** Turns the body of a request for predictions into model input: the quick way where it can, else the general one. */
export class RowDecoder {
  readonly #scanners = new WeakMap<RowEncoder, RowScanner>();

  constructor(private readonly maxRows: number) {}

  /** @throws BadRequest, BadRow, or PayloadTooLarge beyond the limit of rows */
  decode(form: PredictionRoute['form'], body: Buffer, encoder: RowEncoder): EncodedRows {
    const scanner = this.#scannerOf(encoder);
    const scanned =
      (form === 'predict' ? scanner.scan(body, 'features_list', this.maxRows) : null) ??
      scanner.scan(body, 'data', this.maxRows);
    if (scanned) return scanned;
    const { rows, path } = form === 'predict' ? decodePredict(body) : decodePredictions(body);
    if (rows.length > this.maxRows) {
      throw new PayloadTooLarge(
        `The request has ${rows.length} rows, more than ${this.maxRows} (MAX_BATCH_ROWS); split it.`,
      );
    }
    return encoder.encode(rows, path);
  }

  #scannerOf(encoder: RowEncoder): RowScanner {
    const known = this.#scanners.get(encoder);
    if (known) return known;
    const scanner = new RowScanner(encoder);
    this.#scanners.set(encoder, scanner);
    return scanner;
  }
}

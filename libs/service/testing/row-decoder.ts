import type { EncodedRows, RowEncoder } from '@reckit/features';
import { PREDICTIONS_FORM, type RequestForm } from '@reckit/protocol';
import { DecodeTurns } from '../src/infer/decode-turns';
import { RowReader } from '../src/infer/row-reader';

/** Reads rows as a service does, in turns where that takes long. */
export class RowDecoder {
  readonly #reader: RowReader;
  readonly #turns: DecodeTurns;

  constructor(maxRows: number, timeoutMs: number) {
    this.#reader = new RowReader(maxRows);
    this.#turns = new DecodeTurns(timeoutMs);
  }

  decode(
    body: Buffer,
    encoder: RowEncoder,
    form: RequestForm = PREDICTIONS_FORM,
  ): EncodedRows | Promise<EncodedRows> {
    return this.#turns.run(this.#reader.read(form, body, encoder));
  }
}

import type { EncodedRows, RowEncoder } from '@reckit/features';
import {
  PREDICT_FORM,
  PREDICTIONS_FORM,
  readRows,
  RowScanner,
  Unavailable,
  type Reading,
  type RequestForm,
} from '@reckit/protocol';
import { nextTurn } from '../../infer/turns';
import type { PredictionRoute } from './prediction-route';

const FORMS: Readonly<Record<PredictionRoute['form'], RequestForm>> = {
  predictions: PREDICTIONS_FORM,
  predict: PREDICT_FORM,
};

/** The scanner of a model, null while it reads a request. */
interface Idle {
  scanner: RowScanner | null;
}

/**
 * Turns the body of a request for predictions into model input: the quick way where it can, else the general one.
 * Neither builds more than the matrix, and both let others have their turn in between.
 */
export class RowDecoder {
  readonly #idle = new WeakMap<RowEncoder, Idle>();
  /** Settles when no request is being decoded in slices. */
  #large: Promise<unknown> = Promise.resolve();

  /** @param timeoutMs - how long a request may take to be decoded */
  constructor(
    private readonly maxRows: number,
    private readonly timeoutMs: number,
  ) {}

  /**
   * @returns the rows at once, or a promise of them where that would take more than a few milliseconds
   * @throws BadRequest, BadRow, or PayloadTooLarge beyond the limit of rows; a promise also rejects with Unavailable
   * if the turns to decode it came too late
   */
  decode(
    route: PredictionRoute['form'],
    body: Buffer,
    encoder: RowEncoder,
  ): EncodedRows | Promise<EncodedRows> {
    const form = FORMS[route];
    const idle = this.#idleOf(encoder);
    const scanner = idle.scanner ?? new RowScanner(encoder);
    idle.scanner = null;
    const scanned = scanner.scan(body, form.listKeys, this.maxRows);
    const begin = performance.now();
    if (scanned === 'paused') return this.#alone(() => this.#scanOn(scanner, form, body, encoder, begin));
    idle.scanner = scanner;
    if (scanned !== 'left') return scanned;
    const reading = readRows(body, form, encoder, this.maxRows);
    const step = reading.next();
    return step.done ? step.value : this.#alone(() => this.#readOn(reading, begin));
  }

  /** One large request at a time: all of them at once would be done no sooner, and all their rows lie in memory. */
  #alone(decode: () => Promise<EncodedRows>): Promise<EncodedRows> {
    const turn = this.#large.then(decode);
    this.#large = turn.catch(() => undefined);
    return turn;
  }

  async #scanOn(
    scanner: RowScanner,
    form: RequestForm,
    body: Buffer,
    encoder: RowEncoder,
    begin: number,
  ): Promise<EncodedRows> {
    for (;;) {
      await this.#turn(begin);
      const scanned = scanner.resume();
      if (scanned === 'left') return this.#readOn(readRows(body, form, encoder, this.maxRows), begin);
      if (scanned !== 'paused') return scanned;
    }
  }

  async #readOn(reading: Reading<EncodedRows>, begin: number): Promise<EncodedRows> {
    for (;;) {
      await this.#turn(begin);
      const step = reading.next();
      if (step.done) return step.value;
    }
  }

  async #turn(begin: number): Promise<void> {
    await nextTurn();
    if (performance.now() - begin > this.timeoutMs) {
      throw new Unavailable('The request waited too long to be decoded (REQUEST_TIMEOUT_MS).');
    }
  }

  #idleOf(encoder: RowEncoder): Idle {
    const known = this.#idle.get(encoder);
    if (known) return known;
    const idle: Idle = { scanner: null };
    this.#idle.set(encoder, idle);
    return idle;
  }
}

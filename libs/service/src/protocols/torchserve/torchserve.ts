import type { IncomingMessage } from 'node:http';
import type { Express } from 'express';
import { MethodNotAllowed, PREDICT_FORM, PREDICTIONS_FORM, type RequestForm } from '@reckit/protocol';
import { assertJsonContent } from '../../http/json-content';
import { errorJson } from '../../http/respond';
import type { Answer, Answered, Codec, Decoded } from '../../infer/codec';
import type { DecodeTurns } from '../../infer/decode-turns';
import type { RowReader } from '../../infer/row-reader';
import type { HttpProtocol, PredictionCall } from '../http-protocol';
import type { Signature } from '@reckit/inference';
import { encodeEntries, listNameOf } from './entries';
import { matchPredictionRoute } from './prediction-route';

/** Predictions as the Reckit clients ask for them, in the manner of TorchServe: `/predictions/{model}` and `/predict`. */
export class TorchServe implements HttpProtocol {
  readonly fault = errorJson;
  readonly assertContent = assertJsonContent;
  readonly #codecs: Readonly<Record<'predictions' | 'predict', Codec<null>>>;

  constructor(rows: RowReader, turns: DecodeTurns) {
    this.#codecs = {
      predictions: new TorchServeCodec(PREDICTIONS_FORM, rows, turns, () => ''),
      predict: new TorchServeCodec(PREDICT_FORM, rows, turns, ({ signature }, list) => {
        const name = listNameOf(signature);
        return name === null ? '' : `"${name}":${list},`;
      }),
    };
  }

  /** What belongs to no other protocol is answered in this one's way. */
  owns(): boolean {
    return true;
  }

  match({ url }: IncomingMessage): PredictionCall | null {
    const route = matchPredictionRoute(url ?? '/');
    if (!route) return null;
    const { form, model: name, version } = route;
    return { target: { name, version, label: null }, codec: this.#codecs[form] };
  }

  addRoutes(app: Express): void {
    app.all(['/predict', '/predictions/:model{/:version}'], request => {
      throw new MethodNotAllowed(request.method, ['POST']);
    });
  }
}

/** `{"data": [row, …]}` and `{"predictions": [entry, …]}`. */
class TorchServeCodec implements Codec<null> {
  /** @param earlier - what stands before the list of predictions: members of the answer, each with a comma */
  constructor(
    private readonly form: RequestForm,
    private readonly rows: RowReader,
    private readonly turns: DecodeTurns,
    private readonly earlier: (answered: Answered, list: string) => string,
  ) {}

  decode(body: Buffer, { encoder }: Signature): Decoded<null> | Promise<Decoded<null>> {
    const read = this.turns.run(this.rows.read(this.form, body, encoder));
    return read instanceof Promise
      ? read.then(rows => ({ rows, options: null }))
      : { rows: read, options: null };
  }

  encode(answered: Answered): Answer {
    const list = encodeEntries(answered.signature.outputs, answered.outputs);
    return { kind: 'json', text: `{${this.earlier(answered, list)}"predictions":${list}}` };
  }
}

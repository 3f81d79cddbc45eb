import type { IncomingMessage } from 'node:http';
import type { Express } from 'express';
import {
  encodeEntries,
  MethodNotAllowed,
  PREDICT_FORM,
  PREDICTIONS_FORM,
  type EntryForm,
  type RequestForm,
} from '@reckit/protocol';
import { assertJsonContent } from '../../http/json-content';
import { errorJson } from '../../http/respond';
import type { Answer, Answered, Codec, Decoded } from '../../infer/codec';
import type { DecodeTurns } from '../../infer/decode-turns';
import type { RowReader } from '../../infer/row-reader';
import type { ServiceDefinition } from '../../service-definition';
import type { HttpProtocol, PredictionCall } from '../http-protocol';
import { Endpoints } from './endpoints';
import type { Signature } from '@reckit/inference';
import { listNameOf } from './entries';
import { matchPredictionRoute } from './prediction-route';

/** The Go clients read one embedding as a flat list, and of neighbours the ids. */
const ENTRIES: EntryForm = { singleEmbedding: 'flat', neighbours: 'ids' };
const ROUTES = { predictions: '/predictions/{model}', predict: '/predict' } as const;

/** Predictions as the Reckit clients ask for them, in the manner of TorchServe: `/predictions/{model}` and `/predict`. */
export class TorchServe implements HttpProtocol {
  readonly fault = errorJson;
  readonly assertContent = assertJsonContent;
  readonly #codecs: Readonly<Record<'predictions' | 'predict', Codec<null>>>;

  readonly #endpoints: Endpoints;

  /** @param definitions - those of the models, whose own paths are taken in their order */
  constructor(rows: RowReader, turns: DecodeTurns, definitions: readonly ServiceDefinition[]) {
    this.#endpoints = new Endpoints(definitions, turns);
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
    if (!route) return this.#endpoints.match(url ?? '/');
    const { form, model: name, version } = route;
    return { target: { name, version }, codec: this.#codecs[form], route: ROUTES[form] };
  }

  addRoutes(app: Express): void {
    app.all([...this.#endpoints.paths, '/predict', '/predictions/:model{/:version}'], request => {
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
    const list = encodeEntries(answered.signature.outputs, answered.outputs, ENTRIES);
    return { kind: 'json', text: `{${this.earlier(answered, list)}"predictions":${list}}` };
  }
}

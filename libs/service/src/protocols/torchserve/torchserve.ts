import type { Express } from 'express';
import type { Callable, ModelOutput, Outputs, Signature } from '@reckit/inference';
import {
  encodeEntries,
  isLargeAnswer,
  MethodNotAllowed,
  PREDICT_FORM,
  PREDICTIONS_FORM,
  readRows,
  readTopKOf,
  TOP_K_KEY,
  topKAt,
  writeEntries,
  type EntryForm,
  type Reading,
  type RequestForm,
} from '@reckit/protocol';
import { assertJsonContent } from '../../http/json-content';
import type { RequestHead } from '../../http/request-head';
import { errorJson } from '../../http/respond';
import type { Models } from '../../host/models';
import type { Answer, Answered, Codec, Decoded } from '../../infer/codec';
import type { DecodeTurns } from '../../infer/decode-turns';
import type { RowReader } from '../../infer/row-reader';
import type { HttpProtocol, PredictionCall } from '../http-protocol';
import { answerOfPieces } from '../json-pieces';
import { Endpoints } from './endpoints';
import { listNameOf } from './entries';
import { matchPredictionRoute } from './prediction-route';
import { mayAskForItems, recallFor } from './recall-for';

/** The Go clients read one embedding as a flat list, and of neighbours the ids. */
const ENTRIES: EntryForm = { singleEmbedding: 'flat', neighbours: 'ids' };
const ROUTES = { predictions: '/predictions/{model}', predict: '/predict' } as const;

/** Predictions as the Reckit clients ask for them, in the manner of TorchServe: `/predictions/{model}` and `/predict`. */
export class TorchServe implements HttpProtocol {
  readonly fault = errorJson;
  readonly assertContent = assertJsonContent;
  readonly #codecs: Readonly<Record<'predictions' | 'predict', Codec<null>>>;
  readonly #endpoints: Endpoints;

  /** @param models - those of the process, which have paths of their own */
  constructor(rows: RowReader, turns: DecodeTurns, models: Models) {
    this.#endpoints = new Endpoints(models, turns);
    this.#codecs = {
      predictions: new TorchServeCodec(PREDICTIONS_FORM, rows, turns, () => null),
      predict: new TorchServeCodec(PREDICT_FORM, rows, turns, listNameOf),
    };
  }

  /** What belongs to no other protocol is answered in this one's way. */
  owns(): boolean {
    return true;
  }

  match({ url }: RequestHead): PredictionCall | null {
    const route = matchPredictionRoute(url ?? '/');
    if (!route) return this.#endpoints.match(url ?? '/');
    const { form, model: name, version } = route;
    const target = { name, version, label: null };
    return { target, codec: this.#codecs[form], route: ROUTES[form] };
  }

  addRoutes(app: Express): void {
    const { paths } = this.#endpoints;
    // Those that `match` has taken for nothing.
    for (const path of paths) {
      app.post(path, request => {
        throw this.#endpoints.refusalOf(request.originalUrl);
      });
    }
    app.all([...paths, '/predict', '/predictions/:model{/:version}'], request => {
      throw new MethodNotAllowed(request.method, ['POST']);
    });
  }
}

/** `{"data": [row, …]}` and `{"predictions": [entry, …]}`. */
class TorchServeCodec implements Codec<null> {
  /** @param earlierNameOf - under what name the list of predictions stands once more before it; null under none */
  constructor(
    private readonly form: RequestForm,
    private readonly rows: RowReader,
    private readonly turns: DecodeTurns,
    private readonly earlierNameOf: (signature: Signature) => string | null,
  ) {}

  decode(body: Buffer, signature: Signature, model: Callable): Decoded<null> | Promise<Decoded<null>> {
    if (this.form === PREDICTIONS_FORM && mayAskForItems(signature))
      return this.turns.run(this.#readAsking(body, signature, model));
    const read = this.turns.run(this.rows.read(this.form, body, signature.encoder));
    return read instanceof Promise
      ? read.then(rows => ({ rows, options: null }))
      : { rows: read, options: null };
  }

  encode({ signature, answers, outputs }: Answered): Answer | Promise<Answer> {
    const earlier = this.earlierNameOf(signature);
    if (isLargeAnswer(outputs)) return answerOfPieces(this.turns.run(this.#write(answers, outputs, earlier)));
    const list = encodeEntries(answers, outputs, ENTRIES);
    return {
      kind: 'json',
      text: `{${earlier === null ? '' : `"${earlier}":${list},`}"predictions":${list}}`,
    };
  }

  /** Reads rows, and how many items are asked for beside them: those are found by another signature than embeds. */
  *#readAsking(body: Buffer, signature: Signature, model: Callable): Reading<Decoded<null>> {
    const { form, rows } = this;
    const scan = yield* rows.scan(body, form.listKeys, signature.encoder, TOP_K_KEY);
    const topK = scan ? topKAt(body, scan.notedAt) : yield* readTopKOf(body);
    const read = scan ? scan.rows : yield* readRows(body, form, signature.encoder, rows.maxRows);
    if (topK === null) return { rows: read, options: null };
    const recall = recallFor(signature, model);
    return { rows: recall.rowsAsking(read, topK), options: null, signature: recall };
  }

  *#write(answers: readonly ModelOutput[], outputs: Outputs, earlier: string | null): Reading<Buffer[]> {
    const list = yield* writeEntries(answers, outputs, ENTRIES);
    const before = earlier === null ? [] : [Buffer.from(`"${earlier}":`), ...list, Buffer.from(',')];
    return [Buffer.from('{'), ...before, Buffer.from('"predictions":'), ...list, Buffer.from('}')];
  }
}

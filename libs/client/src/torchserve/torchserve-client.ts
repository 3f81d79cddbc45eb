import type { Answered } from '../answers/answered';
import { parsedObject } from '../answers/checked';
import { EntriesPrediction } from '../answers/entries-prediction';
import type { Prediction } from '../answers/prediction';
import { jsonBody, type HttpConnection } from '../http/http-connection';
import { path } from '../http/path';
import type { CallOptions, VersionOptions } from '../options';
import type { Row } from '../rows';

/** Predictions in the manner of TorchServe, as the Reckit clients ask for them. */
export class TorchServeClient {
  constructor(private readonly connection: HttpConnection) {}

  /**
   * `POST /predictions/{model}`, or of a version.
   *
   * @example (await client.predict('xgb', [{ item_ctr: 0.35 }])).value.scores()
   * @throws ClientError
   */
  async predict(
    model: string,
    rows: readonly Row[],
    { version, ...options }: VersionOptions = {},
  ): Promise<Answered<Prediction>> {
    const target =
      version === undefined ? path`/predictions/${model}` : path`/predictions/${model}/${version}`;
    return this.#post(target, { data: rows }, rows.length, options);
  }

  /** `POST /predict`, the older path, of a service of one model. @throws ClientError */
  async predictOlder(rows: readonly Row[], options: CallOptions = {}): Promise<Answered<Prediction>> {
    return this.#post('/predict', { features_list: rows }, rows.length, options);
  }

  #post(target: string, body: object, rowCount: number, options: CallOptions): Promise<Answered<Prediction>> {
    return this.connection.call(
      { method: 'POST', path: target, body: jsonBody(body), isRepeatable: true },
      options,
      answer => new EntriesPrediction(parsedObject(answer.body)['predictions'], 'predictions', rowCount),
    );
  }
}

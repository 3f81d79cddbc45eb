import type { Answered } from '../answers/answered';
import { listOf, parsedObject, textAt } from '../answers/checked';
import { EntriesPrediction } from '../answers/entries-prediction';
import type { Prediction } from '../answers/prediction';
import { unsendable } from '../errors';
import { jsonBody, type HttpConnection } from '../http/http-connection';
import { path } from '../http/path';
import type { CallOptions, VersionOptions } from '../options';
import type { FeatureValue, Row } from '../rows';
import { columnsAnswer, type ColumnsAnswer } from './columns-answer';
import { modelStatusOf, type V1ModelStatus } from './model-status';

/** Which version of a model is asked: by its name, by a label, or the current one. */
export interface V1Options extends VersionOptions {
  readonly label?: string;
}

export interface PredictOptions extends V1Options {
  /** Which function of the model. @default the one that the path means */
  readonly signatureName?: string;
  /** Under which key rows stand: KServe's, or what the Go client of TensorFlow Serving sends. @default 'instances' */
  readonly rowsUnder?: 'instances' | 'inputs';
}

const NOT_READY = 503;

/** KServe v1 and the REST of TensorFlow Serving. */
export class KServeV1Client {
  constructor(private readonly connection: HttpConnection) {}

  /** The names of the models. @throws ClientError */
  async models(options: CallOptions = {}): Promise<Answered<readonly string[]>> {
    return this.connection.call(
      { method: 'GET', path: '/v1/models', isRepeatable: true },
      options,
      ({ body }) => listOf(parsedObject(body)['models'], 'models', textAt),
    );
  }

  /** Whether a model is ready, and its versions. @throws ClientError */
  async status(model: string, options: V1Options = {}): Promise<Answered<V1ModelStatus>> {
    const { target, call } = targetOf(model, options);
    return this.connection.call(
      { method: 'GET', path: target, isRepeatable: true, accepts: NOT_READY },
      call,
      ({ body }) => modelStatusOf(parsedObject(body)),
    );
  }

  /** The signatures of a model, as TensorFlow Serving writes them. @throws ClientError */
  async metadata(
    model: string,
    options: V1Options = {},
  ): Promise<Answered<Readonly<Record<string, unknown>>>> {
    const { target, call } = targetOf(model, options);
    return this.connection.call(
      { method: 'GET', path: `${target}/metadata`, isRepeatable: true },
      call,
      ({ body }) => parsedObject(body),
    );
  }

  /**
   * A prediction for rows.
   *
   * @example (await client.predict('mmoe', [row], { label: 'canary' })).value.tasks()
   * @throws ClientError
   */
  async predict(
    model: string,
    rows: readonly Row[],
    { rowsUnder = 'instances', signatureName, ...options }: PredictOptions = {},
  ): Promise<Answered<Prediction>> {
    const { target, call } = targetOf(model, options);
    const body = jsonBody({ signature_name: signatureName, [rowsUnder]: rows });
    return this.connection.call(
      { method: 'POST', path: `${target}:predict`, body, isRepeatable: true },
      call,
      answer => new EntriesPrediction(parsedObject(answer.body)['predictions'], 'predictions', rows.length),
    );
  }

  /** A prediction for columns, one a feature; answers columns, one an output. @throws ClientError */
  async predictColumns(
    model: string,
    columns: Readonly<Record<string, readonly FeatureValue[]>>,
    { signatureName, ...options }: Omit<PredictOptions, 'rowsUnder'> = {},
  ): Promise<Answered<ColumnsAnswer>> {
    const { target, call } = targetOf(model, options);
    const body = jsonBody({ signature_name: signatureName, inputs: columns });
    return this.connection.call(
      { method: 'POST', path: `${target}:predict`, body, isRepeatable: true },
      call,
      answer => columnsAnswer(parsedObject(answer.body)['outputs']),
    );
  }
}

function targetOf(
  model: string,
  { version, label, ...call }: V1Options,
): { readonly target: string; readonly call: CallOptions } {
  if (version !== undefined && label !== undefined)
    throw unsendable('a version and a label were given; give one of them.');
  if (version !== undefined) return { target: path`/v1/models/${model}/versions/${version}`, call };
  if (label !== undefined) return { target: path`/v1/models/${model}/labels/${label}`, call };
  return { target: path`/v1/models/${model}`, call };
}

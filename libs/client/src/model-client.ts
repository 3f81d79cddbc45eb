import type { Answered } from './answers/answered';
import type { Neighbours, Prediction, Tasks } from './answers/prediction';
import { ClientError, UnexpectedAnswer } from './errors';
import { openModelProtocol, type ModelProtocol, type ProtocolName } from './model-protocol';
import type { ClientOptions, VersionOptions } from './options';
import type { Row } from './rows';

export interface ModelClientOptions extends ClientOptions {
  /** The name of the model. */
  readonly model: string;
  /** How the service is asked; over gRPC the URL has the port for that. @default 'torchserve' */
  readonly protocol?: ProtocolName;
}

/**
 * One model, asked for predictions: the same calls and answers whatever the protocol. The caller says by the method
 * what shape the answer has; another one is an error.
 *
 * @example
 * const xgb = new ModelClient({ url: 'http://localhost:8080', model: 'xgb' });
 * const { value, version } = await xgb.scores([{ item_ctr: 0.35, user_age: 31 }]);
 */
export class ModelClient {
  readonly model: string;
  readonly #protocol: ModelProtocol;

  /** @throws TypeError for options that cannot be meant */
  constructor({ model, protocol = 'torchserve', ...options }: ModelClientOptions) {
    this.model = model;
    this.#protocol = openModelProtocol(protocol, options);
  }

  /** One number a row: xgb, deepfm. @throws ClientError */
  scores(rows: readonly Row[], options?: VersionOptions): Promise<Answered<readonly number[]>> {
    return this.#predict(rows, options, prediction => prediction.scores());
  }

  /** Named numbers a row: mmoe. @throws ClientError */
  tasks(rows: readonly Row[], options?: VersionOptions): Promise<Answered<readonly Tasks[]>> {
    return this.#predict(rows, options, prediction => prediction.tasks());
  }

  /** A vector a row: an embedding, or the outputs of a model with several of them. @throws ClientError */
  vectors(rows: readonly Row[], options?: VersionOptions): Promise<Answered<readonly (readonly number[])[]>> {
    return this.#predict(rows, options, prediction => prediction.vectors());
  }

  /** Ids a row, the nearest first, with their scores where the protocol answers them. @throws ClientError */
  neighbours(rows: readonly Row[], options?: VersionOptions): Promise<Answered<readonly Neighbours[]>> {
    return this.#predict(rows, options, prediction => prediction.neighbours());
  }

  /** Whether the model can be asked; by TorchServe, whether the service can. @throws ClientError */
  isReady(options?: VersionOptions): Promise<Answered<boolean>> {
    return this.#protocol.isReady(this.model, options);
  }

  /** Lets the connections go; calls that are under way fail. */
  close(): void {
    this.#protocol.close();
  }

  async #predict<Value>(
    rows: readonly Row[],
    options: VersionOptions | undefined,
    read: (prediction: Prediction) => Value,
  ): Promise<Answered<Value>> {
    const { value, ...facts } = await this.#protocol.predict(this.model, rows, options);
    try {
      return { value: read(value), ...facts };
    } catch (error) {
      if (!(error instanceof UnexpectedAnswer)) throw error;
      throw new ClientError({
        failure: 'unexpected',
        call: `A prediction of ${this.model}`,
        detail: error.message,
        requestId: facts.requestId,
        cause: error,
      });
    }
  }
}

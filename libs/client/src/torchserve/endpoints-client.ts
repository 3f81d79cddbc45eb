import type { Answered } from '../answers/answered';
import { listOf, numberAt, parsedObject, textAt } from '../answers/checked';
import type { Neighbours } from '../answers/prediction';
import { UnexpectedAnswer } from '../errors';
import { jsonBody, type HttpConnection } from '../http/http-connection';
import type { VersionOptions } from '../options';
import type { FeatureObject } from '../rows';

/** Whose neighbours are looked for, and how many at most. What else is sent is ignored. */
export interface RecallRequest {
  readonly userId: string | number | null;
  /** @default 20 */
  readonly topK?: number;
}

/** The paths of a model's own, which take one row: embeddings of one side, and neighbours. */
export class EndpointsClient {
  constructor(private readonly connection: HttpConnection) {}

  /** `POST /user_embedding`. @throws ClientError */
  userEmbedding(row: FeatureObject, options?: VersionOptions): Promise<Answered<readonly number[]>> {
    return this.#embedding('user_embedding', row, options);
  }

  /** `POST /item_embedding`. @throws ClientError */
  itemEmbedding(row: FeatureObject, options?: VersionOptions): Promise<Answered<readonly number[]>> {
    return this.#embedding('item_embedding', row, options);
  }

  /** `POST /query_embedding`. @throws ClientError */
  queryEmbedding(row: FeatureObject, options?: VersionOptions): Promise<Answered<readonly number[]>> {
    return this.#embedding('query_embedding', row, options);
  }

  /** `POST /doc_embedding`. @throws ClientError */
  docEmbedding(row: FeatureObject, options?: VersionOptions): Promise<Answered<readonly number[]>> {
    return this.#embedding('doc_embedding', row, options);
  }

  /** `POST /recall`. Nobody's neighbours are none, and no error. @throws ClientError */
  async recall({ userId, topK }: RecallRequest, options: VersionOptions = {}): Promise<Answered<Neighbours>> {
    return this.#post('recall', { user_id: userId, top_k: topK }, options, body => {
      const ids = listOf(body['item_ids'], 'item_ids', textAt);
      const scores = listOf(body['scores'], 'scores', numberAt);
      if (ids.length === scores.length) return { ids, scores };
      throw new UnexpectedAnswer(`The answer has ${ids.length} item_ids and ${scores.length} scores.`);
    });
  }

  #embedding(
    name: string,
    row: FeatureObject,
    options: VersionOptions = {},
  ): Promise<Answered<readonly number[]>> {
    return this.#post(name, row, options, body => listOf(body[name], name, numberAt));
  }

  #post<Value>(
    name: string,
    body: object,
    { version, ...options }: VersionOptions,
    read: (body: Readonly<Record<string, unknown>>) => Value,
  ): Promise<Answered<Value>> {
    const query = version === undefined ? '' : `?version=${encodeURIComponent(version)}`;
    return this.connection.call(
      { method: 'POST', path: `/${name}${query}`, body: jsonBody(body), isRepeatable: true },
      options,
      answer => read(parsedObject(answer.body)),
    );
  }
}

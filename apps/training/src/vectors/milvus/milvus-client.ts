import { oneLine } from '@reckit/messages';
import { MilvusError } from './milvus-error';

/** How long one call may take. */
const CALL_TIMEOUT_MS = 60_000;
/** Milvus says 0 of what went well; versions before 2.4.5 say 200. */
const SUCCESS = [0, 200];

/** What Milvus calls a metric. */
export type MetricType = 'IP' | 'COSINE';

/** Asks Milvus by its REST interface, version 2. The token is in no message. */
export class MilvusClient {
  readonly #base: string;
  readonly #token: string | null;

  /**
   * @param url - where its REST interface is, such as `http://localhost:19530`
   * @param token - an API key, or `user:password`; null where none is asked for
   * @throws MilvusError if the address is none
   */
  constructor(url: string, token: string | null) {
    this.#base = baseOf(url);
    this.#token = token;
  }

  /** The names of all collections. */
  listCollections(): Promise<readonly string[]> {
    return this.#list('collections/list');
  }

  /** A collection with ids of text and vectors of float32. */
  async createCollection(collectionName: string, dim: number, description: string): Promise<void> {
    await this.#call('collections/create', {
      collectionName,
      description,
      schema: {
        autoID: false,
        enableDynamicField: false,
        fields: [
          {
            fieldName: 'id',
            dataType: 'VarChar',
            isPrimary: true,
            elementTypeParams: { max_length: MAX_ID_BYTES },
          },
          { fieldName: 'vector', dataType: 'FloatVector', elementTypeParams: { dim } },
        ],
      },
    });
  }

  async dropCollection(collectionName: string): Promise<void> {
    await this.#call('collections/drop', { collectionName });
  }

  /**
   * @param rows - objects as JSON text
   * @returns how many were inserted
   */
  async insert(collectionName: string, rows: readonly string[]): Promise<number> {
    const body = `{"collectionName":${JSON.stringify(collectionName)},"data":[${rows.join(',')}]}`;
    const data = await this.#send('entities/insert', body);
    return Number(memberOf(data, 'insertCount'));
  }

  async createIndex(collectionName: string, metricType: MetricType): Promise<void> {
    const indexParams = [{ fieldName: 'vector', indexName: 'vector', indexType: 'AUTOINDEX', metricType }];
    await this.#call('indexes/create', { collectionName, indexParams });
  }

  async load(collectionName: string): Promise<void> {
    await this.#call('collections/load', { collectionName });
  }

  async isLoaded(collectionName: string): Promise<boolean> {
    const data = await this.#call('collections/get_load_state', { collectionName });
    return memberOf(data, 'loadState') === 'LoadStateLoaded';
  }

  /** The collection that an alias means; null where there is no such alias. */
  async collectionOf(aliasName: string): Promise<string | null> {
    if (!(await this.#list('aliases/list')).includes(aliasName)) return null;
    const name = memberOf(await this.#call('aliases/describe', { aliasName }), 'collectionName');
    return typeof name === 'string' ? name : null;
  }

  async createAlias(aliasName: string, collectionName: string): Promise<void> {
    await this.#call('aliases/create', { aliasName, collectionName });
  }

  async alterAlias(aliasName: string, collectionName: string): Promise<void> {
    await this.#call('aliases/alter', { aliasName, collectionName });
  }

  async #list(path: string): Promise<readonly string[]> {
    const data = await this.#call(path, {});
    return Array.isArray(data) ? data.map(String) : [];
  }

  #call(path: string, body: object): Promise<unknown> {
    return this.#send(path, JSON.stringify(body));
  }

  /** What was answered. @throws MilvusError */
  async #send(path: string, body: string): Promise<unknown> {
    const where = `Milvus at ${this.#base}`;
    const response = await fetch(`${this.#base}/v2/vectordb/${path}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json',
        ...(this.#token !== null && { Authorization: `Bearer ${this.#token}` }),
      },
      body,
      // Wherever it would lead, the token is not meant for that.
      redirect: 'error',
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw new MilvusError(`${where} cannot be reached (${reasonOf(error)}): check --milvus.`);
    });
    const answer = await response.json().catch(() => null);
    const code = memberOf(answer, 'code');
    if (typeof code !== 'number') {
      throw new MilvusError(
        `${where} answers ${path} with status ${response.status} and no JSON of its own: name its REST interface with --milvus, such as http://localhost:19530.`,
      );
    }
    if (SUCCESS.includes(code)) return memberOf(answer, 'data');
    throw new MilvusError(this.#tellOf(where, path, code, String(memberOf(answer, 'message') ?? '')));
  }

  #tellOf(where: string, path: string, code: number, message: string): string {
    const said = this.#token === null ? message : message.replaceAll(this.#token, '…');
    const advice =
      code === UNAUTHORIZED ? ' Give a token that may do that (--milvus-token, or MILVUS_TOKEN).' : '';
    return `${where} refuses ${path}: ${oneLine(said)} (code ${code}).${advice}`;
  }
}

/** The most that a text of Milvus may have. */
const MAX_ID_BYTES = 65_535;
const UNAUTHORIZED = 1800;

function baseOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    throw new MilvusError('--milvus must be an address such as http://localhost:19530.');
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw new MilvusError(
      '--milvus must hold no password: give user:password as --milvus-token, or MILVUS_TOKEN.',
    );
  }
  return `${parsed.origin}${parsed.pathname.replace(/\/+$/, '')}`;
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return cause instanceof Error ? cause.message : error.message;
}

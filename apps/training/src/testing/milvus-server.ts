import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A row as it was inserted. */
export interface InsertedRow {
  readonly id: string;
  readonly vector: readonly number[];
}

/** A collection, and what was done with it. */
export interface ServedCollection {
  readonly schema: unknown;
  readonly rows: InsertedRow[];
  index: unknown;
  isLoaded: boolean;
}

interface Body {
  readonly collectionName?: string;
  readonly aliasName?: string;
  readonly schema?: unknown;
  readonly data?: readonly InsertedRow[];
  readonly indexParams?: readonly unknown[];
}

/** As Milvus numbers its errors. */
const CODES = { 'not found': 100, alias: 1600, unauthorized: 1800, other: 1100 } as const;

class Refusal extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** What of the REST interface of Milvus is used here, in memory. Tests look into it, and make it fail. */
export class MilvusServer {
  readonly collections = new Map<string, ServedCollection>();
  readonly aliases = new Map<string, string>();
  /** The paths that were asked for. */
  readonly calls: string[] = [];
  /** Told of each call before it is answered; what it throws is answered. */
  before: (path: string, server: MilvusServer) => void = () => undefined;
  /** How often a collection that is being loaded says that it is not yet. */
  looksUntilLoaded = 0;
  readonly #server = createServer((request, response) => {
    void (async () => {
      const path = (request.url ?? '').replace('/v2/vectordb/', '');
      const body = (await json(request)) as Body;
      let answer: object;
      try {
        this.calls.push(path);
        if (this.token !== null && request.headers.authorization !== `Bearer ${this.token}`) {
          throw new Refusal(CODES.unauthorized, "user hasn't authenticate");
        }
        this.before(path, this);
        answer = { code: 0, data: this.#answer(path, body) };
      } catch (error) {
        const code = error instanceof Refusal ? error.code : CODES.other;
        answer = { code, message: error instanceof Error ? error.message : String(error) };
      }
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(answer));
    })();
  });

  /** @param token - what calls must show; null for nothing */
  constructor(private readonly token: string | null = null) {}

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async start(): Promise<this> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  /** The collection that a search for this name would search. */
  searched(name: string): ServedCollection | undefined {
    return this.collections.get(this.aliases.get(name) ?? name);
  }

  #answer(path: string, { collectionName = '', aliasName = '', ...body }: Body): unknown {
    switch (path) {
      case 'collections/list':
        return [...this.collections.keys()];
      case 'collections/create':
        this.collections.set(collectionName, { schema: body.schema, rows: [], index: null, isLoaded: false });
        return {};
      case 'collections/drop':
        if ([...this.aliases.values()].includes(collectionName))
          throw new Error('the collection has aliases');
        this.#found(collectionName);
        this.collections.delete(collectionName);
        return {};
      case 'entities/insert':
        this.#found(collectionName).rows.push(...(body.data ?? []));
        return { insertCount: body.data?.length ?? 0, insertIds: body.data?.map(({ id }) => id) };
      case 'indexes/create':
        [this.#found(collectionName).index] = body.indexParams ?? [];
        return {};
      case 'collections/load':
        if (this.#found(collectionName).index === null) throw new Error('there is no index');
        return {};
      case 'collections/get_load_state': {
        const collection = this.#found(collectionName);
        collection.isLoaded = this.looksUntilLoaded-- <= 0;
        return { loadState: collection.isLoaded ? 'LoadStateLoaded' : 'LoadStateLoading', loadProgress: 50 };
      }
      case 'aliases/list':
        return [...this.aliases.keys()];
      case 'aliases/describe':
        if (!this.aliases.has(aliasName))
          throw new Refusal(CODES.alias, `alias not found[alias=${aliasName}]`);
        return { aliasName, collectionName: this.aliases.get(aliasName), dbName: 'default' };
      case 'aliases/create':
        if (this.aliases.has(aliasName)) throw new Error('the alias is there');
        this.#found(collectionName);
        this.aliases.set(aliasName, collectionName);
        return {};
      case 'aliases/alter':
        if (!this.aliases.has(aliasName))
          throw new Refusal(CODES.alias, `alias not found[alias=${aliasName}]`);
        this.#found(collectionName);
        this.aliases.set(aliasName, collectionName);
        return {};
      default:
        throw new Error(`there is no ${path}`);
    }
  }

  #found(name: string): ServedCollection {
    const collection = this.collections.get(name);
    if (!collection) throw new Refusal(CODES['not found'], `collection not found[collection=${name}]`);
    return collection;
  }
}

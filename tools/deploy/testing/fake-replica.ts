import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { readCurrentVersion, readLabels, type Labels } from '@reckit/artifacts';

/** What a replica makes of a version that it is to load. */
export type Loads = (version: string) => { readonly status: number; readonly detail: string } | null;

/** What a version has answered, and how much of that not with 200. */
export interface Answers {
  answered: number;
  failed: number;
}

/** Answers as a service does, without a model: which version it serves, and `/reload`. */
export class FakeReplica {
  /** The versions that it was told to load, in their order; `named` for the one that the model directory names. */
  readonly reloads: string[] = [];
  /** Null where it loads a version, else its refusal. */
  loads: Loads = () => null;
  /** Waited for before a reload is answered. */
  pause: () => Promise<void> = () => Promise.resolve();
  url = '';
  /** The labels as it has read them last. */
  labels: Labels = {};
  /** Called before its metrics are told: the requests that came since. */
  traffic: (answers: (version: string) => Answers) => void = () => undefined;
  readonly #answers = new Map<string, Answers>();
  /** How it was called in the requests for what it serves. */
  readonly hosts: string[] = [];
  readonly #server: Server;

  private constructor(
    private readonly modelDir: string,
    public served: string | null,
    private readonly options: FakeOptions,
  ) {
    this.#server = createServer((request, response) => {
      const answer = (status: number, body: unknown): void => {
        response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
      };
      if (request.url === '/metrics') {
        response.end(this.#metrics());
      } else if (request.url === '/') {
        this.hosts.push(request.headers.host ?? '');
        answer(200, this.options.isUnified ? { models: ['xgb'] } : { model_version: this.served });
      } else if (request.headers['x-api-key'] !== this.options.apiKey) {
        answer(401, { detail: 'The key is wrong.' });
      } else {
        void json(request).then(async body => {
          const [status, said] = await this.#reload(versionIn(body));
          answer(status, said);
        });
      }
    });
  }

  static async start(
    modelDir: string,
    options: FakeOptions = {},
    host = '127.0.0.1',
    port = 0,
  ): Promise<FakeReplica> {
    const replica = new FakeReplica(modelDir, await readCurrentVersion(modelDir, 'xgb'), options);
    await new Promise<void>(resolve => replica.#server.listen(port, host, resolve));
    replica.url = urlOf(replica.#server.address());
    return replica;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #metrics(): string {
    this.traffic(version => this.#answersOf(version));
    const labels = Object.entries(this.labels).map(
      ([label, { version, share = 0 }]) =>
        `model_label_share_percent{label="${label}",version="${version}"} ${share}`,
    );
    const counted = [...this.#answers].flatMap(([version, { answered, failed }]) => [
      `model_version_predictions_total{version="${version}",status="200"} ${answered - failed}`,
      `model_version_predictions_total{version="${version}",status="500"} ${failed}`,
    ]);
    return [`model_version_info{model="xgb",version="${this.served}"} 1`, ...labels, ...counted, ''].join(
      '\n',
    );
  }

  #answersOf(version: string): Answers {
    const answers = this.#answers.get(version) ?? { answered: 0, failed: 0 };
    this.#answers.set(version, answers);
    return answers;
  }

  async #reload(asked: string | null): Promise<readonly [number, unknown]> {
    this.reloads.push(asked ?? 'named');
    await this.pause();
    const byName = this.options.ignoresVersion ? null : asked;
    const version = byName ?? (await readCurrentVersion(this.modelDir, 'xgb')) ?? '';
    const labels = await readLabels(this.modelDir, 'xgb');
    const beside = asked === null ? Object.values(labels).map(labelled => labelled.version) : [];
    const [refusal = null] = [version, ...beside].flatMap(each => this.loads(each) ?? []);
    if (refusal) return [refusal.status, { detail: refusal.detail }];
    const old = this.served;
    this.served = version;
    if (!this.options.ignoresLabels) this.labels = labels;
    return [200, { status: 'success', message: '', old_version: old, new_version: version }];
  }
}

function urlOf(address: string | AddressInfo | null): string {
  if (address === null || typeof address === 'string') throw new Error('The replica does not listen.');
  return `http://${address.address}:${address.port}`;
}

export interface FakeOptions {
  readonly apiKey?: string;
  readonly isUnified?: boolean;
  /** Whether it knows the named version alone. */
  readonly ignoresVersion?: boolean;
  /** Whether it knows nothing of labels that change. */
  readonly ignoresLabels?: boolean;
}

function versionIn(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('version' in body)) return null;
  return String(body.version);
}

/** How a key is shown: as `X-API-Key`, or in one of the forms of `Authorization`. */
export type Credentials =
  | { readonly apiKey: string }
  | { readonly bearer: string }
  | { readonly user: string; readonly password: string };

/** Certificates, as PEM. */
export interface TlsOptions {
  /** Whom to trust in place of what the system trusts. */
  readonly ca?: string | Buffer;
  /** The client's own certificate and its key, for servers that ask for one. */
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  /** The name that the certificate of the server must have. @default the host of the URL */
  readonly serverName?: string;
}

export interface RetryOptions {
  /** How often a call is tried, the first time included; 1 for no retries. @default 3 */
  readonly attempts?: number;
  /** How long a call may wait between its attempts, all in all. @default 2_000 */
  readonly budgetMs?: number;
}

export interface ClientOptions {
  /** Where the service listens, such as `http://localhost:8080`; for gRPC its port for that. `https:` means TLS. */
  readonly url: string;
  readonly credentials?: Credentials;
  /** Sent with every call: headers, over gRPC metadata. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long connecting may take. @default 2_000 */
  readonly connectTimeoutMs?: number;
  /** How long a call may take, retries included. @default 10_000 */
  readonly timeoutMs?: number;
  readonly retry?: RetryOptions;
  /** Connections at a time over HTTP; further calls wait for one. @default 64 */
  readonly maxConnections?: number;
  readonly tls?: TlsOptions;
}

/** What holds for one call. */
export interface CallOptions {
  /** Gives the call up. */
  readonly signal?: AbortSignal;
  /** @default that of the client */
  readonly timeoutMs?: number;
  /** Under which the call is logged and answered. @default one that the service makes */
  readonly requestId?: string;
  /** The place of the call in a trace (W3C Trace Context). */
  readonly traceparent?: string;
  /** @default those of the client */
  readonly credentials?: Credentials;
  /** Sent beside what the client sends, or in place of it. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Which version of a model is asked; without one the current version answers. */
export interface VersionOptions extends CallOptions {
  readonly version?: string;
}

const DEFAULT_CONNECT_TIMEOUT_MS = 2_000;
const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_ATTEMPTS = 3;
const DEFAULT_RETRY_BUDGET_MS = 2_000;
const DEFAULT_MAX_CONNECTIONS = 64;

/** The options of a client, whole. */
export interface ClientSettings {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly connectTimeoutMs: number;
  readonly timeoutMs: number;
  readonly retry: Required<RetryOptions>;
  readonly maxConnections: number;
  readonly tls: TlsOptions;
}

/** @throws TypeError for options that cannot be meant */
export function settingsOf(options: ClientOptions): ClientSettings {
  const { credentials, headers, retry = {} } = options;
  return {
    url: urlOf(options.url),
    headers: { ...(credentials && credentialHeaders(credentials)), ...lowerCase(headers) },
    connectTimeoutMs: positive('connectTimeoutMs', options.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS),
    timeoutMs: positive('timeoutMs', options.timeoutMs ?? DEFAULT_TIMEOUT_MS),
    retry: {
      attempts: positive('retry.attempts', retry.attempts ?? DEFAULT_ATTEMPTS),
      budgetMs: retry.budgetMs ?? DEFAULT_RETRY_BUDGET_MS,
    },
    maxConnections: positive('maxConnections', options.maxConnections ?? DEFAULT_MAX_CONNECTIONS),
    tls: options.tls ?? {},
  };
}

/** What a call sends beside its body, by names in lower case. */
export function headersOf(
  { headers }: ClientSettings,
  { requestId, traceparent, credentials, headers: own }: CallOptions,
): Record<string, string> {
  const all: Record<string, string> = { ...headers };
  if (credentials) {
    delete all['x-api-key'];
    delete all['authorization'];
    Object.assign(all, credentialHeaders(credentials));
  }
  if (requestId !== undefined) all['x-request-id'] = requestId;
  if (traceparent !== undefined) all['traceparent'] = traceparent;
  return Object.assign(all, lowerCase(own));
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new TypeError(
    `url must be one of http: or https:, such as http://localhost:8080, not ${JSON.stringify(text)}.`,
  );
}

function positive(name: string, value: number): number {
  if (value > 0) return value;
  throw new TypeError(`${name} must be above 0, not ${value}.`);
}

function credentialHeaders(credentials: Credentials): Readonly<Record<string, string>> {
  if ('apiKey' in credentials) return { 'x-api-key': credentials.apiKey };
  if ('bearer' in credentials) return { authorization: `Bearer ${credentials.bearer}` };
  const pair = Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64');
  return { authorization: `Basic ${pair}` };
}

function lowerCase(headers: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

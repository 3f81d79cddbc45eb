import { request, type IncomingHttpHeaders } from 'node:http';

/** An answer of the Open Inference Protocol: what JSON it has, and the bytes behind it. */
export interface OipAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Undefined where the body is empty. */
  readonly body: unknown;
  readonly bytes: Buffer;
}

export interface OipQuestion {
  /** @default POST with a body, else GET */
  readonly method?: string;
  readonly path: string;
  /** Sent as it is, or as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const HEADER_LENGTH = 'inference-header-content-length';

/** Asks a service on this machine; no header is added but the length. */
export function askOip(port: number, { method, path, body, headers = {} }: OipQuestion): Promise<OipAnswer> {
  const bytes = body === undefined || Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        agent: false,
        method: method ?? (bytes === undefined ? 'GET' : 'POST'),
        headers: { ...headers, ...(bytes !== undefined && { 'Content-Length': bytes.length }) },
      },
      response => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          const whole = Buffer.concat(chunks);
          const header = response.headers[HEADER_LENGTH];
          const length = typeof header === 'string' ? Number(header) : whole.length;
          const json = whole.toString('utf8', 0, length);
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: json === '' ? undefined : JSON.parse(json),
            bytes: whole.subarray(length),
          });
        });
      },
    );
    sent.once('error', reject);
    sent.end(bytes);
  });
}

/** A body with binary tensors: JSON, and their bytes behind it. */
export function binaryBody(
  json: unknown,
  ...pieces: readonly Buffer[]
): { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> } {
  const head = Buffer.from(JSON.stringify(json));
  return {
    body: Buffer.concat([head, ...pieces]),
    headers: {
      'Content-Type': 'application/octet-stream',
      'Inference-Header-Content-Length': String(head.length),
    },
  };
}

/** Expects an error in the form of the protocol: one readable line, and nothing else. */
export function expectOipError(
  { status, body, headers }: OipAnswer,
  expected: number,
  message: string | RegExp,
): void {
  expect({ status, body }).toEqual({
    status: expected,
    body: { error: typeof message === 'string' ? message : expect.stringMatching(message) },
  });
  expect(headers['content-type']).toBe('application/json');
  expect(headers['x-request-id']).toEqual(expect.any(String));
  expect(JSON.stringify(body)).not.toContain('\\n');
}

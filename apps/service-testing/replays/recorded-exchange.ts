import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';

/** One exchange with a running Python service, as it was recorded. */
export interface RecordedExchange {
  readonly name: string;
  readonly server: string;
  readonly precondition?: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly rawBody?: string;
    readonly rawBodyBase64?: string;
  };
  readonly response: { readonly status: number; readonly body: unknown };
}

export interface ReplayedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** Sends the very bytes of a recorded request, with no header added. */
export function replay(port: number, { request }: RecordedExchange): Promise<ReplayedAnswer> {
  const body = bytesOf(request);
  const headers = body ? { ...request.headers, 'content-length': String(body.length) } : request.headers;
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { host: '127.0.0.1', port, method: request.method, path: request.path, headers, agent: false },
      response => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: jsonOrText(text) });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

function bytesOf(request: RecordedExchange['request']): Buffer | undefined {
  if (request.rawBodyBase64 !== undefined) return Buffer.from(request.rawBodyBase64, 'base64');
  if (request.rawBody !== undefined) return Buffer.from(request.rawBody);
  return request.body === undefined || request.body === null
    ? undefined
    : Buffer.from(JSON.stringify(request.body));
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that answers as a test wants it to, and what it was asked. */
export interface StubService {
  readonly url: string;
  readonly requests: readonly StubRequest[];
  readonly server: Server;
}

export interface StubRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** By which connections are told apart. */
  readonly clientPort: number;
}

/** What a test answers with. */
export type StubAnswer = (request: StubRequest, ...raw: Parameters<RequestListener>) => void;

/** Servers that end with their test. */
export function stubServices(): (answer: StubAnswer) => Promise<StubService> {
  const started: Server[] = [];
  afterEach(async () => {
    for (const server of started.splice(0)) {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    }
  });
  return async answer => {
    const requests: StubRequest[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url: path = '', headers, socket } = request;
        const seen = {
          method,
          path,
          headers,
          body: Buffer.concat(chunks).toString(),
          clientPort: socket.remotePort ?? 0,
        };
        requests.push(seen);
        answer(seen, request, response);
      });
    });
    started.push(server);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return { url: urlOf(server), requests, server };
  };
}

function urlOf(server: Server): string {
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

/** A URL on which nobody listens. */
export async function unusedUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = urlOf(server);
  await new Promise(resolve => server.close(resolve));
  return url;
}

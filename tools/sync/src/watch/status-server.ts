import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { SyncStatus } from './sync-status';

/**
 * Answers `/live`, `/ready` and `/metrics` for as long as the process lives.
 *
 * @param port - 0 for any that is free
 * @returns the port on which it listens
 * @throws the error of the system if it cannot
 */
export async function startStatusServer(port: number, status: SyncStatus): Promise<number> {
  const server = createServer((request, response) => {
    void answer(request.url?.split('?')[0] ?? '/', response, status);
  });
  server.listen(port);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

async function answer(path: string, response: ServerResponse, status: SyncStatus): Promise<void> {
  switch (path) {
    case '/live':
      return void response.end('live\n');
    case '/ready':
      response.statusCode = status.isUsable ? 200 : 503;
      return void response.end(status.isUsable ? 'ready\n' : 'no version yet\n');
    case '/metrics': {
      const text = await status.metrics();
      return void response.setHeader('Content-Type', status.contentType).end(text);
    }
    default:
      return void response.writeHead(404).end('Not found.\n');
  }
}

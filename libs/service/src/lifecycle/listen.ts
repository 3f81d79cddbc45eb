import type { Server } from 'node:net';
import { BadConfig } from './environment-reader';

/** Connections that wait to be accepted; the system may allow less. With 511, as Node has it, a rush makes others wait. */
const BACKLOG = 4_096;

/**
 * Has a server listen.
 *
 * @param variable - what sets the port, for messages
 * @returns the port
 * @throws BadConfig
 */
export function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
  variable: 'PORT' | 'GRPC_PORT',
): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(new BadConfig(problem(error, host, port, variable)));
    server.once('error', fail);
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.off('error', fail);
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : port);
    });
  });
}

function problem(error: Error, host: string, port: number, variable: string): string {
  const code = 'code' in error ? error.code : null;
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} on ${host} is in use; stop what uses it or set ${variable}.`;
    case 'EACCES':
      return `port ${port} needs more rights than this process has; set ${variable} to 1024 or more.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST=${host} is no address of this machine.`;
    default:
      return `cannot listen on ${host}:${port}: ${error.message}`;
  }
}

import { createServer, type Server } from 'node:http';
import { oneLine } from '@reckit/messages';
import { BadConfig } from './environment-reader';
import { readConfig, type ServiceConfig } from './config';
import { answerClientError } from '../http/client-error';
import { createApp } from './create-app';
import { createLogger } from './logger';
import type { ServiceDefinition } from '../service-definition';
import { ServiceState } from '../service-state';
import { Shutdown } from './shutdown';

/**
 * Runs one model's service until SIGTERM or SIGINT: reads the environment, listens, loads the model and
 * serves. What prevents a start is one line on standard error and exit code 1.
 *
 * @param threadScript - the program that loads models in threads of their own, see `serveModelThread`
 */
export function runService(definition: ServiceDefinition, threadScript: string): void {
  start(definition, threadScript).catch((error: unknown) => {
    process.stderr.write(`${definition.name}: cannot start: ${reasonOf(error)}\n`);
    process.exit(1);
  });
}

async function start(definition: ServiceDefinition, threadScript: string): Promise<void> {
  const config = readConfig(process.env, definition.defaultPort);
  const logger = createLogger(definition.name, config);
  const state = new ServiceState(definition, config, logger);
  const { listener, loader } = createApp(state, threadScript);
  const server = createServer(
    { requestTimeout: config.requestTimeoutMs, keepAliveTimeout: KEEP_ALIVE_MS },
    listener,
  );
  server.on('clientError', answerClientError);
  const shutdown = new Shutdown(state, loader, server);
  process.on('SIGTERM', signal => shutdown.onSignal(signal));
  process.on('SIGINT', signal => shutdown.onSignal(signal));

  const address = await listen(server, config);
  const { model } = await loader.load(null);
  loader.watch();
  logger.info(`listening on ${address}`, {
    model: model.name,
    version: model.version,
    features: model.encoder.featureCount,
    engine: model.engine,
    start_ms: Math.round(performance.now()),
  });
}

/** Longer than the idle time of common proxies, so that it is they who close an idle connection. */
const KEEP_ALIVE_MS = 75_000;

function listen(server: Server, { host, port }: ServiceConfig): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', error => reject(new BadConfig(listenProblem(error, host, port))));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? `http://${host}:${address.port}` : host);
    });
  });
}

function listenProblem(error: Error, host: string, port: number): string {
  const code = 'code' in error ? error.code : null;
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} on ${host} is in use; stop what uses it or set PORT.`;
    case 'EACCES':
      return `port ${port} needs more rights than this process has; set PORT to 1024 or more.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST=${host} is no address of this machine.`;
    default:
      return `cannot listen on ${host}:${port}: ${error.message}`;
  }
}

function reasonOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message.split('\n')[0] : String(error));
}

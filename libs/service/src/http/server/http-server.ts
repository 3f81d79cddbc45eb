import type { RequestListener } from 'node:http';
import { Socket } from 'node:net';
import { MethodNotAllowed } from '@reckit/protocol';
import type { ServiceState } from '../../service-state';
import { DirectConnection, type DirectService } from '../direct/direct-connection';
import { answerParserError } from './parser-errors';
import { sendRawError } from './raw-error';
import { ServiceServer } from './service-server';

/**
 * How a service answers requests: those that are read directly, ordinary ones of node:http, and those whose `Expect` it
 * cannot fulfil.
 */
export interface RequestListeners extends Pick<DirectService, 'match' | 'answer'> {
  readonly request: RequestListener;
  readonly expectation: RequestListener;
}

const MIN_SWEEP_MS = 10;
const MAX_SWEEP_MS = 250;
/** A time limit is kept to about so much of itself. */
const SWEEPS_A_LIMIT = 8;
/** What a client that sent a request that never ends may try: the time of its body is up before that of node:http. */
const SWEEPS_OF_GRACE = 2;
const ERROR_LOG_EVERY_MS = 1_000;

/**
 * An HTTP server, to be told to listen, that no client can hold: every wait for a client has an end, and what waits is
 * bounded. One timer looks after all connections.
 */
export function createHttpServer(state: ServiceState, listeners: RequestListeners): ServiceServer {
  const { config, connections, uploads } = state;
  const shortestMs = Math.min(config.requestTimeoutMs, config.keepAliveTimeoutMs);
  const sweepMs = Math.round(Math.min(Math.max(shortestMs / SWEEPS_A_LIMIT, MIN_SWEEP_MS), MAX_SWEEP_MS));
  const server = new ServiceServer(
    {
      keepAliveTimeout: config.keepAliveTimeoutMs,
      headersTimeout: config.requestTimeoutMs,
      requestTimeout: config.requestTimeoutMs + SWEEPS_OF_GRACE * sweepMs,
      connectionsCheckingInterval: sweepMs,
      requireHostHeader: false,
    },
    listeners.request,
    connections,
  );
  server.on('checkExpectation', listeners.expectation);
  const { match, answer } = listeners;
  const direct = { state, match, answer, leave: server.readByNode.bind(server) };
  server.on('connection', socket => {
    connections.add(socket);
    if (!socket.destroyed) new DirectConnection(direct, socket);
  });
  server.on('clientError', (error, socket) => {
    if (socket instanceof Socket) {
      const { requestTimeoutMs } = config;
      answerParserError(error, socket, { connections, uploads, requestTimeoutMs });
    } else socket.destroy();
  });
  server.on('connect', (request, socket) => {
    sendRawError(socket, new MethodNotAllowed(request.method ?? 'CONNECT', ['GET', 'HEAD', 'POST']));
    if (socket instanceof Socket) connections.closeSoon(socket);
  });
  logAcceptErrors(server, state);
  sweepWhileListening(server, state, sweepMs);
  return server;
}

/** When descriptors run out, accepting fails; the next connection may succeed, and the service must live to see it. */
function logAcceptErrors(server: ServiceServer, { logger }: ServiceState): void {
  let loggedAtMs = -Infinity;
  server.on('error', error => {
    const now = performance.now();
    if (!server.listening || now - loggedAtMs < ERROR_LOG_EVERY_MS) return;
    loggedAtMs = now;
    logger.error('a connection was not accepted', { error: error.message });
  });
}

function sweepWhileListening(
  server: ServiceServer,
  { connections, uploads }: ServiceState,
  sweepMs: number,
): void {
  let timer: NodeJS.Timeout | null = null;
  server.on('listening', () => {
    const sweep = (): void => {
      uploads.sweep();
      connections.sweep();
    };
    // After a standstill of the loop, what clients have sent meanwhile is read first.
    timer = setInterval(() => setImmediate(sweep), sweepMs).unref();
  });
  server.on('close', () => {
    if (timer) clearInterval(timer);
  });
}

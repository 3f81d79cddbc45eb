import type { IncomingMessage, ServerResponse } from 'node:http';
import { cut } from '@reckit/messages';
import type { RequestTrace, TracedRequest, Tracing } from '../tracing/tracing';
import type { RequestHead } from './request-head';

/** The header of W3C Trace Context that tells a client under which trace its request is found. */
export const TRACE_RESPONSE_HEADER = 'traceresponse';

/** What monitoring asks every few seconds is no news in a trace, unless it brings one. */
const PROBES: ReadonlySet<string> = new Set([
  '/live',
  '/ready',
  '/ping',
  '/health',
  '/metrics',
  '/v2/health/live',
  '/v2/health/ready',
]);
const SHOWN_CHARACTERS = 200;
const FIRST_SERVER_ERROR = 500;

/** Puts a request into its trace, where it has one. */
export function beginTrace(tracing: Tracing, request: RequestHead): RequestTrace | null {
  if (request.headers['traceparent'] === undefined && PROBES.has(request.url ?? '')) return null;
  return tracing.begin(request.headers, () => describe(request));
}

/** The response says in which trace its request is, and ends it. */
export function traceResponse(trace: RequestTrace, request: IncomingMessage, response: ServerResponse): void {
  response.setHeader(TRACE_RESPONSE_HEADER, trace.response);
  response.once('close', () => {
    const route = routeOf(request);
    if (route !== null) trace.route(route);
    endTrace(trace, response.headersSent ? response.statusCode : null);
  });
}

/** @param status - that of the answer; null for a client that broke off and has got none */
export function endTrace(trace: RequestTrace, status: number | null): void {
  if (status === null) trace.end({}, null);
  else {
    const failure = status >= FIRST_SERVER_ERROR ? String(status) : null;
    trace.end({ 'http.response.status_code': status }, failure);
  }
}

/** The trace of the request that a response answers, as its header tells it. */
export function traceIdOf(response: ServerResponse): string | null {
  const header = response.getHeader(TRACE_RESPONSE_HEADER);
  return typeof header === 'string' ? header.split('-')[1] : null;
}

function describe(request: RequestHead): TracedRequest {
  const { method = 'GET', url = '/', headers, httpVersion } = request;
  const [path] = url.split('?', 1);
  const agent = headers['user-agent'];
  return {
    name: method,
    attributes: {
      'http.request.method': method,
      'url.scheme': 'http',
      'url.path': cut(path, SHOWN_CHARACTERS),
      'network.protocol.version': httpVersion,
      ...(agent !== undefined && { 'user_agent.original': cut(agent, SHOWN_CHARACTERS) }),
    },
  };
}

/** What Express found for the path. */
function routeOf(request: IncomingMessage): string | null {
  if (!('route' in request) || typeof request.route !== 'object' || request.route === null) return null;
  return 'path' in request.route && typeof request.route.path === 'string' ? request.route.path : null;
}

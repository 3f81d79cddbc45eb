import type { IncomingMessage, ServerResponse } from 'node:http';
import { quoted } from '@reckit/messages';
import { ExpectationFailed, RequestError } from '@reckit/protocol';
import { createOperations } from '../operations/operations';
import { assertHostHeader } from '../http/server/host-header';
import { createHttpServer } from '../http/server/http-server';
import type { ServiceServer } from '../http/server/service-server';
import { Predictor } from '../infer/predictor';
import { beginTrace, traceResponse } from '../http/begin-trace';
import { HttpExchange } from '../http/http-exchange';
import { HttpProtocols } from '../protocols/http-protocols';
import { requestIdOf } from '../http/request-id';
import { REQUEST_ID_HEADER, sendError } from '../http/respond';
import type { ServiceState } from '../service-state';

/** Puts a service together: a server that is still to listen. It serves once its models are loaded. */
export function createApp(state: ServiceState, predictor: Predictor = new Predictor(state)): ServiceServer {
  const protocols = new HttpProtocols(state);
  const operations = createOperations(state, protocols);

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const requestId = begin(request, response);
    if (requestId === null) return;
    const trace = beginTrace(state.tracing, request);
    if (trace) traceResponse(trace, request, response);
    const matched = request.method === 'POST' ? protocols.match(request) : null;
    if (matched) {
      const { call, protocol } = matched;
      if (call.route !== undefined) trace?.route(call.route);
      const exchange = new HttpExchange(state, protocol, request, response, requestId, trace);
      void predictor.answer(call.target, call.codec, exchange);
      return;
    }
    response.setHeader(REQUEST_ID_HEADER, requestId);
    operations(request, response);
  }

  function refuseExpectation(request: IncomingMessage, response: ServerResponse): void {
    const requestId = begin(request, response);
    if (requestId === null) return;
    const expected = quoted(request.headers.expect ?? '');
    sendError(
      response,
      new ExpectationFailed(`Expect ${expected} cannot be met; only 100-continue can.`),
      requestId,
      protocols.faultOf(request.url),
    );
  }

  /** What comes first for every request. @returns its id; null if it is answered already */
  function begin(request: IncomingMessage, response: ServerResponse): string | null {
    const requestId = requestIdOf(request);
    state.connections.begin(request.socket, response);
    if (state.phase !== 'serving') response.shouldKeepAlive = false;
    try {
      assertHostHeader(request);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      response.shouldKeepAlive = false;
      sendError(response, error, requestId, protocols.faultOf(request.url));
      return null;
    }
    return requestId;
  }

  return createHttpServer(state, {
    request: answer,
    expectation: refuseExpectation,
    match: head => protocols.match(head),
    answer: ({ call }, exchange) => void predictor.answer(call.target, call.codec, exchange),
  });
}

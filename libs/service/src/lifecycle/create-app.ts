import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { quoted } from '@reckit/messages';
import { ExpectationFailed, RequestError } from '@reckit/protocol';
import type { ModelPrograms } from '@reckit/inference';
import { ModelLoader } from '../host/model-loader';
import { createOperations } from '../operations/operations';
import { assertHostHeader } from '../http/host-header';
import { createHttpServer } from '../http/http-server';
import { PredictionHandler } from '../infer/prediction-handler';
import { matchPredictionRoute } from '../protocols/torchserve/prediction-route';
import { requestIdOf } from '../http/request-id';
import { REQUEST_ID_HEADER, sendError } from '../http/respond';
import type { ServiceState } from '../service-state';

/** A service: a server that is still to listen, and the loader that gives it models. */
export interface App {
  readonly server: Server;
  readonly loader: ModelLoader;
}

/**
 * Puts a service together; it serves once its loader has loaded a model.
 *
 * @param programs - see `ModelLoader`
 */
export function createApp(state: ServiceState, programs: ModelPrograms | null = null): App {
  const loader = new ModelLoader(state, programs);
  const predictions = new PredictionHandler(state);
  const operations = createOperations(state, loader);

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const requestId = begin(request, response);
    if (requestId === null) return;
    const route = request.method === 'POST' ? matchPredictionRoute(request.url ?? '/') : null;
    if (route) {
      void predictions.answer(route, request, response, requestId);
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
      sendError(response, error, requestId);
      return null;
    }
    return requestId;
  }

  return {
    loader,
    server: createHttpServer(state, { request: answer, expectation: refuseExpectation }),
  };
}

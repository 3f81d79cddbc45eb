import type { RequestListener } from 'node:http';
import { ModelLoader } from '../host/model-loader';
import { createOperations } from '../operations/operations';
import { PredictionHandler } from '../infer/prediction-handler';
import { matchPredictionRoute } from '../protocols/torchserve/prediction-route';
import { requestIdOf } from '../http/request-id';
import { REQUEST_ID_HEADER } from '../http/respond';
import type { ServiceState } from '../service-state';

/** A service as a request listener for node:http, and the loader that gives it models. */
export interface App {
  readonly listener: RequestListener;
  readonly loader: ModelLoader;
}

/**
 * Puts a service together; it serves once its loader has loaded a model.
 *
 * @param threadScript - see `ModelLoader`
 */
export function createApp(state: ServiceState, threadScript: string | null = null): App {
  const loader = new ModelLoader(state, threadScript);
  const predictions = new PredictionHandler(state);
  const operations = createOperations(state, loader);
  return {
    loader,
    listener(request, response) {
      const requestId = requestIdOf(request);
      if (state.phase !== 'serving') response.shouldKeepAlive = false;
      const route = request.method === 'POST' ? matchPredictionRoute(request.url ?? '/') : null;
      if (route) {
        void predictions.answer(route, request, response, requestId);
        return;
      }
      response.setHeader(REQUEST_ID_HEADER, requestId);
      operations(request, response);
    },
  };
}

import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { cut } from '@reckit/messages';
import { InternalError, NotFound, RequestError } from '@reckit/protocol';
import { DOCS_ASSETS, docsAsset, type DocsAsset } from './docs-assets';
import { docsPage } from './docs-page';
import { only, requestIdOf, send } from '../http/routing';
import { traceIdOf } from '../http/begin-trace';
import { JSON_TYPE, sendError } from '../http/respond';
import { sendBody } from '../http/send-body';
import type { HttpProtocols } from '../protocols/http-protocols';
import type { ServiceState } from '../service-state';
import { reloadHandler } from './reload';
import { healthOf, readinessOf, statusOf } from './status';

/** So much of a path is shown that is not there. */
const SHOWN_CHARACTERS = 100;

/** Everything but predictions: health, metrics, reload, the description of the service, and errors. */
export function createOperations(state: ServiceState, protocols: HttpProtocols): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('case sensitive routing');

  only(app, '/', ['GET', 'HEAD'], (_request, response) => {
    send(response, 200, statusOf(state));
  });
  only(app, '/ping', ['GET', 'HEAD'], (_request, response) => {
    const loaded = state.models.isAnyLoaded;
    send(response, loaded ? 200 : 503, { status: loaded ? 'Healthy' : 'Unhealthy' });
  });
  only(app, '/health', ['GET', 'HEAD'], (_request, response) => {
    send(response, state.models.isAnyLoaded ? 200 : 503, healthOf(state));
  });
  only(app, '/live', ['GET', 'HEAD'], (_request, response) => {
    send(response, 200, { status: 'live' });
  });
  only(app, '/ready', ['GET', 'HEAD'], (_request, response) => {
    send(response, state.isReady ? 200 : 503, {
      status: state.isReady ? 'ready' : readinessOf(state),
      ...(state.isUnified && { not_loaded: state.models.missing.map(({ definition }) => definition.name) }),
    });
  });
  only(app, '/metrics', ['GET', 'HEAD'], async (_request, response) => {
    const text = Buffer.from(
      await (state.companions?.metrics() ?? state.readMetrics().then(registry => registry.metrics())),
    );
    const { contentType } = state.metrics.registry;
    await sendBody(state.compressor, response, 200, { 'Content-Type': contentType }, text);
  });
  only(app, '/reload', ['POST'], reloadHandler(state));
  only(app, '/openapi.json', ['GET', 'HEAD'], describe(state));
  only(app, '/docs', ['GET', 'HEAD'], (_request, response) => {
    response.type('html').send(docsPage(state.title));
  });
  for (const name of Object.keys(DOCS_ASSETS).filter(isDocsAsset)) {
    only(app, `/docs/${name}`, ['GET', 'HEAD'], async (request, response) => {
      const { body, etag } = await docsAsset(name);
      const caching = { 'Cache-Control': 'public, max-age=3600', ETag: etag };
      if (request.headers['if-none-match'] === etag) {
        response.writeHead(304, caching).end();
        return;
      }
      const headers = { ...caching, 'Content-Type': DOCS_ASSETS[name] };
      await sendBody(state.compressor, response, 200, headers, body);
    });
  }

  for (const protocol of protocols.all) protocol.addRoutes(app);
  app.use(request => {
    throw new NotFound(
      `There is no ${cut(request.path, SHOWN_CHARACTERS)} here; GET /docs lists what there is.`,
    );
  });
  app.use(answerError(state, protocols));
  return app;
}

function isDocsAsset(name: string): name is DocsAsset {
  return Object.hasOwn(DOCS_ASSETS, name);
}

/**
 * The description is made once for each model: for one with many features it takes longer than many predictions. What
 * makes it is not even read before somebody asks.
 */
function describe(state: ServiceState): RequestHandler {
  let described: { readonly from: readonly unknown[]; readonly json: Buffer } | null = null;
  return async (_request, response) => {
    const from = state.models.all.flatMap(({ handle, plan }) => [handle.current, plan]);
    if (!described?.from.every((part, i) => part === from[i])) {
      const { openApiOf } = await import('./openapi/openapi');
      described = { from, json: Buffer.from(JSON.stringify(openApiOf(state))) };
    }
    await sendBody(state.compressor, response, 200, { 'Content-Type': JSON_TYPE }, described.json);
  };
}

function answerError(state: ServiceState, protocols: HttpProtocols): ErrorRequestHandler {
  // Express tells error handlers by their four parameters.
  return (error: unknown, request, response, _next) => {
    const requestId = requestIdOf(response);
    const fault = protocols.faultOf(request.originalUrl);
    if (error instanceof RequestError) {
      sendError(response, error, requestId, fault);
      return;
    }
    if (expressStatusOf(error) === 400) {
      sendError(
        response,
        new NotFound(`There is no ${cut(request.url, SHOWN_CHARACTERS)} here.`),
        requestId,
        fault,
      );
      return;
    }
    const traceId = traceIdOf(response);
    state.logger.error('request failed', {
      request_id: requestId,
      ...(traceId !== null && { trace_id: traceId }),
      path: request.path,
      error: error instanceof Error ? error.stack : String(error),
    });
    sendError(
      response,
      new InternalError('Internal error; the log has the details under this request id.'),
      requestId,
      fault,
    );
  };
}

/** Express and its router mark what a client did wrong, a damaged percent-encoding for one, with a status. */
function expressStatusOf(error: unknown): unknown {
  return error instanceof Error && 'status' in error ? error.status : null;
}

import type { Express } from 'express';
import { quoted } from '@reckit/messages';
import {
  HEADER_LENGTH,
  inferErrorBody,
  isJsonContentType,
  MethodNotAllowed,
  UnsupportedMediaType,
  type RequestError,
} from '@reckit/protocol';
import type { RequestHead } from '../../http/request-head';
import type { DecodeTurns } from '../../infer/decode-turns';
import type { ServiceState } from '../../service-state';
import type { HttpProtocol, PredictionCall } from '../http-protocol';
import { addHealthRoutes } from './health-routes';
import { InferCodec, type InferSettings } from './infer-codec';
import { matchInferRoute } from './infer-route';
import { addMetadataRoutes } from './metadata-routes';
import { addRepositoryRoutes } from './repository-routes';

const OWN_PATH = /^\/v2(?:[/?]|$)/;
const ROUTE = '/v2/models/{model}/infer';
const OCTETS = /^application\/octet-stream\s*(?:;|$)/i;

/** The Open Inference Protocol v2 over HTTP, with what Triton adds to it. */
export class OpenInference implements HttpProtocol {
  readonly #settings: InferSettings;

  constructor(
    private readonly state: ServiceState,
    turns: DecodeTurns,
  ) {
    const { maxBatchRows: maxRows, v2FeatureOrder: order } = state.config;
    this.#settings = { turns, maxRows, order };
  }

  readonly fault = (error: RequestError): string => JSON.stringify(inferErrorBody(error));

  /** JSON, or JSON with bytes behind it, or nothing but bytes. */
  assertContent({ headers }: RequestHead): void {
    const type = headers['content-type'];
    if (isJsonContentType(type) || (type !== undefined && OCTETS.test(type))) return;
    throw new UnsupportedMediaType(
      `Content-Type ${quoted(type ?? '')} is not understood; send application/json or application/octet-stream.`,
    );
  }

  owns(path: string): boolean {
    return OWN_PATH.test(path);
  }

  match({ url, headers }: RequestHead): PredictionCall | null {
    const target = matchInferRoute(url ?? '/');
    if (!target) return null;
    const header = headers[HEADER_LENGTH.toLowerCase()];
    const codec = new InferCodec(this.#settings, Array.isArray(header) ? header.join() : header);
    return { target, codec, route: ROUTE };
  }

  addRoutes(app: Express): void {
    addHealthRoutes(app, this.state);
    addMetadataRoutes(app, this.state);
    addRepositoryRoutes(app, this.state);
    app.all('/v2/models/:name{/versions/:version}/infer', request => {
      throw new MethodNotAllowed(request.method, ['POST']);
    });
  }
}

import type { Express } from 'express';
import type { HttpManners } from '../http/http-exchange';
import type { RequestHead } from '../http/request-head';
import type { Codec, Target } from '../infer/codec';

/** A prediction that a request asks for. */
export interface PredictionCall {
  readonly target: Target;
  readonly codec: Codec<unknown>;
  /** What the path stands for, as a trace names the request: `/predictions/{model}`. */
  readonly route?: string;
}

/** A way to ask for predictions over HTTP: a table of routes and a codec. */
export interface HttpProtocol extends HttpManners {
  /** Whether a path is this protocol's, so that even what is wrong with it is said in its way. */
  owns(path: string): boolean;
  /** The prediction that a POST asks for; null where it asks for none. */
  match(request: RequestHead): PredictionCall | null;
  /** Adds everything of the protocol but predictions: it may go through Express. */
  addRoutes(app: Express): void;
}

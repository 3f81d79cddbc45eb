import { decodeSegment } from '../request-path';

/** A request for predictions, as its path and query tell it. */
export interface PredictionRoute {
  readonly form: 'predictions' | 'predict';
  /** The model's name in the path; null for `/predict`, which names none. */
  readonly model: string | null;
  readonly version: string | null;
}

const PREDICTIONS = /^\/predictions\/([^/]+)(?:\/([^/]+))?\/?$/;
const PREDICT = /^\/predict\/?$/;
/** What stands before the path when a client writes the whole URL into the request line, as it may. */
const ORIGIN = /^https?:\/\/[^/?]+/i;

/** Reads the target of a request; null if it is not one of predictions. */
export function matchPredictionRoute(target: string): PredictionRoute | null {
  if (!target.startsWith('/')) return matchAbsolute(target);
  if (!target.startsWith('/predict')) return null;
  const queryAt = target.indexOf('?');
  const path = queryAt < 0 ? target : target.slice(0, queryAt);
  const asked = queryAt < 0 ? null : new URLSearchParams(target.slice(queryAt + 1)).get('version');
  if (PREDICT.test(path)) return { form: 'predict', model: null, version: asked };
  const match = PREDICTIONS.exec(path);
  if (!match) return null;
  const [, model, version] = match;
  return {
    form: 'predictions',
    model: decodeSegment(model),
    version: version === undefined ? asked : decodeSegment(version),
  };
}

function matchAbsolute(url: string): PredictionRoute | null {
  const path = url.replace(ORIGIN, '');
  return path.startsWith('/') ? matchPredictionRoute(path) : null;
}

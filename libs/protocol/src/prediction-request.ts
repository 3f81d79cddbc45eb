import { BadRequest } from './errors';
import { parseJsonObject } from './json-body';

/** The rows of a request, and the key under which they stood, for messages. */
export interface RequestRows {
  readonly rows: readonly unknown[];
  readonly path: string;
}

/** Decodes the body of `POST /predictions/{model}`: `{"data": [row, …]}`. @throws BadRequest */
export function decodePredictions(body: Buffer): RequestRows {
  const request = parseJsonObject(body);
  const rows = rowsUnder(request, 'data');
  if (rows.length === 0)
    throw new BadRequest('data must not be empty: send {"data": [{"feature": value, …}, …]}.');
  return { rows, path: 'data' };
}

/**
 * Decodes the body of `POST /predict`: `{"features_list": [row, …]}` or `{"data": [row, …]}`; `data` wins if
 * both hold rows.
 *
 * @throws BadRequest
 */
export function decodePredict(body: Buffer): RequestRows {
  const request = parseJsonObject(body);
  const data = rowsUnder(request, 'data');
  if (data.length > 0) return { rows: data, path: 'data' };
  const features = rowsUnder(request, 'features_list');
  if (features.length > 0) return { rows: features, path: 'features_list' };
  throw new BadRequest(
    'features_list or data must not be empty: send {"features_list": [{"feature": value, …}, …]}.',
  );
}

function rowsUnder(request: Readonly<Record<string, unknown>>, key: string): readonly unknown[] {
  if (!Object.hasOwn(request, key)) return [];
  const rows = request[key];
  if (rows === null) return []; // what Go makes of a slice that was never filled
  if (Array.isArray(rows)) return rows;
  throw new BadRequest(`${key} must be an array of rows.`);
}

import { featureRows, rowObject } from '../feature-rows';

/** The JSON body of a prediction request for `rowCount` rows, its numbers doubles with all their digits. */
export function predictionBody(rowCount: number, seed: number): string {
  const rows = featureRows(rowCount, seed);
  return JSON.stringify({ data: Array.from({ length: rowCount }, (_, row) => rowObject(rows, row)) });
}

/**
 * The bytes of a prediction request, ready for the wire.
 *
 * @param id - its `X-Request-ID`, if it has one
 */
export function predictionRequest(rowCount: number, seed: number, id?: string): Buffer {
  const body = Buffer.from(predictionBody(rowCount, seed));
  const head = [
    'POST /predictions/xgb HTTP/1.1',
    'Host: 127.0.0.1',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    ...(id === undefined ? [] : [`X-Request-ID: ${id}`]),
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}

/** The bytes of a request without a body. */
export function getRequest(path: string): Buffer {
  return Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
}

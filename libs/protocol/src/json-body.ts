import { isUtf8 } from 'node:buffer';
import { BadRequest } from './errors';

const JSON_MEDIA_TYPE = /^application\/(?:json|[a-z0-9!#$&^_.+-]+\+json)$/i;
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Whether a Content-Type announces JSON in UTF-8. None at all counts as JSON: clients that leave it out exist.
 *
 * @param header - the header's value, or undefined where there is none
 */
export function isJsonContentType(header: string | undefined): boolean {
  if (header === undefined || header === '' || header === 'application/json') return true;
  const [mediaType, ...parameters] = header.split(';').map(part => part.trim());
  if (!JSON_MEDIA_TYPE.test(mediaType)) return false;
  return parameters.every(parameter => {
    const [name, value = ''] = parameter.split('=').map(part => part.trim());
    return name.toLowerCase() !== 'charset' || /^"?(?:utf-?8|us-ascii)"?$/i.test(value);
  });
}

/**
 * Reads a request body as JSON.
 *
 * @throws BadRequest if it is not UTF-8 or not JSON
 */
export function parseJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw new BadRequest('The body is not valid UTF-8.');
  const text = body.toString('utf8');
  const json = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  if (json.trim() === '') throw new BadRequest('The body is empty; expected a JSON object.');
  try {
    return JSON.parse(json);
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message.replace(/\s+/g, ' ') : String(error);
    throw new BadRequest(`The body is not valid JSON: ${reason}.`);
  }
}

/** Reads a request body as a JSON object. @throws BadRequest */
export function parseJsonObject(body: Buffer): Readonly<Record<string, unknown>> {
  const value = parseJson(body);
  if (isObject(value)) return value;
  throw new BadRequest('The body must be a JSON object.');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

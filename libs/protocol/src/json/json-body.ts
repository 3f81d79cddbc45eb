import { BadRequest } from '../errors';
import { JsonCursor, OPEN_BRACE } from './json-cursor';
import { depthFault, jsonFault, widthFault } from './json-fault';
import { ValueSkipper } from './skip-value';

/**
 * Reads a short request body as a JSON object.
 *
 * @throws BadRequest if it is not UTF-8, not JSON, nested too deep, with too many keys, or no object
 */
export function parseJsonObject(body: Buffer): Readonly<Record<string, unknown>> {
  const cursor = new JsonCursor();
  cursor.open(body);
  if (!cursor.isUtf8()) throw new BadRequest('The body is not valid UTF-8.');
  if (cursor.isAtEnd()) throw new BadRequest('The body is empty; expected a JSON object.');
  const start = cursor.at;
  const skipper = new ValueSkipper(cursor);
  skipper.begin(0);
  const outcome = skipper.run(Infinity);
  if (outcome === 'deep') throw depthFault();
  if (outcome === 'wide') throw widthFault();
  if (outcome === 'wrong' || !cursor.isAtEnd()) throw jsonFault(cursor);
  if (body[start] !== OPEN_BRACE) throw new BadRequest('The body must be a JSON object.');
  return JSON.parse(body.toString('utf8', start));
}

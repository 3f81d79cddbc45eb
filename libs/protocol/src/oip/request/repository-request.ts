import { BadRequest } from '../../errors';
import { parseJsonObject } from '../../json/json-body';

/**
 * Reads the body of a call of the model repository, which may be empty; what is not known in it is ignored.
 *
 * @throws BadRequest if it is no JSON object
 */
export function decodeRepositoryRequest(body: Buffer): Readonly<Record<string, unknown>> {
  return body.toString('latin1').trim() === '' ? {} : parseJsonObject(body);
}

/** Whether only those models are asked for that are ready. @throws BadRequest */
export function decodeIndexRequest(body: Buffer): boolean {
  const { ready = false } = decodeRepositoryRequest(body);
  if (typeof ready === 'boolean') return ready;
  throw new BadRequest('ready must be true or false.');
}

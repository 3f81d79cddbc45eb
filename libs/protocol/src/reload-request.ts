import { BadRequest } from './errors';
import { parseJsonObject } from './json-body';

/** What `POST /reload` asks for; null is the model of the process, and its current version. */
export interface ReloadRequest {
  readonly model: string | null;
  readonly version: string | null;
}

/** Decodes the body of `POST /reload`, which may be empty; unknown keys are ignored. @throws BadRequest */
export function decodeReload(body: Buffer): ReloadRequest {
  if (body.toString('latin1').trim() === '') return { model: null, version: null };
  const request = parseJsonObject(body);
  return { model: textUnder(request, 'model'), version: textUnder(request, 'version') };
}

function textUnder(request: Readonly<Record<string, unknown>>, key: string): string | null {
  const value = Object.hasOwn(request, key) ? request[key] : null;
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' && value !== '') return value;
  throw new BadRequest(`${key} must be a text that is not empty.`);
}

import { BadRequest, PayloadTooLarge } from './errors';
import { parseJsonObject } from './json/json-body';

/** What `POST /reload` asks for; null is the model of the process, and its current version. */
export interface ReloadRequest {
  readonly model: string | null;
  readonly version: string | null;
}

/** Two names and some air. */
const MAX_RELOAD_BYTES = 65_536;

/**
 * Decodes the body of `POST /reload`, which may be empty; unknown keys are ignored.
 *
 * @throws BadRequest, or PayloadTooLarge for a body that is longer than any that makes sense
 */
export function decodeReload(body: Buffer): ReloadRequest {
  if (body.length > MAX_RELOAD_BYTES) {
    throw new PayloadTooLarge(
      `The body of a reload is longer than ${MAX_RELOAD_BYTES} bytes; send {"version": "…"} or nothing.`,
    );
  }
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

import { quoted } from '@reckit/messages';
import { BadRequest } from '../errors';
import { JsonCursor } from '../json/json-cursor';
import { SIGNATURE_KEY } from './outline-predict';

/** The name under which clients ask for what a model does by default, as TensorFlow has it. */
export const DEFAULT_SIGNATURE = 'serving_default';

/**
 * The name of the signature in a request that `RowScanner` has read; null if it has none.
 *
 * @param at - where the name stands, or -1
 * @throws BadRequest if it is no text
 */
export function readSignatureName(bytes: Buffer, at: number): string | null {
  if (at < 0) return null;
  const cursor = new JsonCursor();
  cursor.open(bytes);
  return signatureNameAt(cursor, at);
}

/**
 * The name of the signature that stands at this place, in a text that is known to be JSON.
 *
 * @throws BadRequest if it is no text
 */
export function signatureNameAt(cursor: JsonCursor, at: number): string | null {
  cursor.at = at;
  cursor.skipSpace();
  const name = cursor.scanScalar();
  if (name === null || typeof name === 'string') return name;
  throw new BadRequest(`${SIGNATURE_KEY} must be a text.`);
}

/**
 * The signature that a request asks for by name; without one, and as `serving_default`, the one at hand.
 *
 * @param signatures - those of the model
 * @throws BadRequest, with the names that there are, if none has this name
 */
export function chooseSignature<Signature extends { readonly name: string }>(
  name: string | null,
  atHand: Signature,
  signatures: readonly Signature[],
): Signature {
  if (name === null || name === '' || name === DEFAULT_SIGNATURE) return atHand;
  const asked = signatures.find(signature => signature.name === name);
  if (asked) return asked;
  const names = [DEFAULT_SIGNATURE, ...signatures.map(signature => signature.name)];
  throw new BadRequest(`${SIGNATURE_KEY} ${quoted(name)} is none of this model: it has ${names.join(', ')}.`);
}

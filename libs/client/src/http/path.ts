import { unsendable } from '../errors';

/**
 * A path whose segments are put in, encoded.
 *
 * @example path`/v2/models/${'a/b'}/infer` // /v2/models/a%2Fb/infer
 * @throws ClientError for a segment that would be none
 */
export function path(texts: TemplateStringsArray, ...segments: readonly string[]): string {
  return String.raw({ raw: texts }, ...segments.map(encode));
}

function encode(segment: string): string {
  // Whatever their encoding, these three are read as no segment, this folder and the one above.
  if (segment === '' || segment === '.' || segment === '..')
    throw unsendable(`A model or version cannot be called ${JSON.stringify(segment)}.`);
  return encodeURIComponent(segment);
}

import type { Target } from '../../infer/codec';

const INFER = /^\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?\/infer\/?$/;
/** What stands before the path when a client writes the whole URL into the request line, as it may. */
const ORIGIN = /^https?:\/\/[^/?]+/i;

/** The model and the version of a request for an inference, by the target of its request line; null for another one. */
export function matchInferRoute(target: string): Target | null {
  const url = target.startsWith('/') ? target : target.replace(ORIGIN, '');
  if (!url.startsWith('/v2/')) return null;
  const queryAt = url.indexOf('?');
  const match = INFER.exec(queryAt < 0 ? url : url.slice(0, queryAt));
  if (!match) return null;
  const [, name, version] = match;
  return { name: decode(name), version: version === undefined ? null : decode(version), label: null };
}

function decode(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

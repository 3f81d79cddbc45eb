/** What stands before the path when a client writes the whole URL into the request line, as it may. */
const ORIGIN = /^https?:\/\/[^/?]+/i;

/** The path of a request's target, as it was sent: without its query, and without the origin if it has one. */
export function pathOf(target: string): string {
  const local = target.startsWith('/') ? target : target.replace(ORIGIN, '');
  const queryAt = local.indexOf('?');
  return queryAt < 0 ? local : local.slice(0, queryAt);
}

/** A segment of a path as it is meant; as it was sent if its percent-encoding is damaged. */
export function decodeSegment(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

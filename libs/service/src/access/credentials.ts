/** Header fields of HTTP, or metadata of gRPC, by their names in lower case. */
export type Fields = Readonly<Record<string, string | readonly string[] | Uint8Array | undefined>>;

const SCHEME = /^(bearer|basic) +(.*)$/is;

/**
 * The keys that a request shows, in any of the forms that clients have for them: `X-API-Key`, `Authorization: Bearer`
 * (RFC 6750), and the password of `Authorization: Basic` (RFC 7617), whose user may be anyone.
 */
export function credentialsIn(fields: Fields): readonly string[] {
  const shown: string[] = [];
  for (const key of textsOf(fields['x-api-key'])) shown.push(key.trim());
  for (const authorization of textsOf(fields['authorization'])) {
    const key = keyIn(authorization.trim());
    if (key !== null) shown.push(key);
  }
  return shown;
}

/** The key in the value of `Authorization`; null where there is none. */
function keyIn(authorization: string): string | null {
  const [, scheme, rest] = SCHEME.exec(authorization) ?? [];
  if (scheme === undefined) return null;
  return scheme.toLowerCase() === 'bearer' ? rest : passwordIn(rest);
}

/** The user's name ends with the first colon: it can hold none, a password can. */
function passwordIn(base64: string): string | null {
  const decoded = Buffer.from(base64, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? null : decoded.slice(colon + 1);
}

function textsOf(value: Fields[string]): readonly string[] {
  if (typeof value === 'string') return [value];
  return value === undefined || value instanceof Uint8Array ? [] : value;
}

const JSON_MEDIA_TYPE = /^application\/(?:json|[a-z0-9!#$&^_.+-]+\+json)$/i;

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

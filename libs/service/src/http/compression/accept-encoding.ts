/** A coding in which an answer can be sent, other than as it is. */
export type AnswerCoding = 'gzip' | 'deflate';

interface Weights {
  gzip: number | null;
  deflate: number | null;
  identity: number | null;
  any: number | null;
}

const WEIGHT = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i;

/**
 * The coding that a client likes best (RFC 9110, 12.5.3); null where it asks for none, or rather has the answer as it
 * is. Of two that it likes as much, gzip.
 *
 * @param header - the value of `Accept-Encoding`
 */
export function acceptedCoding(header: string | undefined): AnswerCoding | null {
  if (header === undefined || header === '') return null;
  // What Go, curl, Python and most others send to say just that.
  if (header === 'gzip' || header.startsWith('gzip, deflate')) {
    if (!header.includes(';')) return 'gzip';
  }
  const weights = weightsIn(header);
  const gzip = weights.gzip ?? weights.any ?? 0;
  const deflate = weights.deflate ?? weights.any ?? 0;
  const best = Math.max(gzip, deflate);
  if (best === 0 || best < (weights.identity ?? 0)) return null;
  return gzip === best ? 'gzip' : 'deflate';
}

function weightsIn(header: string): Weights {
  const weights: Weights = { gzip: null, deflate: null, identity: null, any: null };
  for (const part of header.split(',')) {
    const [coding, ...parameters] = part.split(';').map(text => text.trim());
    const name = nameOf(coding.toLowerCase());
    if (name !== null) weights[name] = weightOf(parameters);
  }
  return weights;
}

function nameOf(coding: string): keyof Weights | null {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return 'gzip';
    case 'deflate':
    case 'identity':
      return coding;
    case '*':
      return 'any';
    default:
      return null;
  }
}

/** A weight that cannot be read is none that lets a coding be used. */
function weightOf(parameters: readonly string[]): number {
  if (parameters.length === 0) return 1;
  const [, weight] = WEIGHT.exec(parameters[0]) ?? [];
  return weight === undefined ? 0 : Number(weight);
}

import { isUtf8 } from 'node:buffer';
import { UnknownEncoding } from '../errors';

/** The name of an encoding, as `TextDecoder` knows it; `utf-8` where nothing else is said. */
export type EncodingName = string;

/** How the text of a file is encoded, and whether it begins with a byte order mark. */
export interface TextEncoding {
  readonly name: EncodingName;
  readonly marked: boolean;
}

const UTF16 = /^utf-?16(?:le|be)?$/i;

/**
 * Makes sure that an encoding is one that this Node can read.
 *
 * @returns its name in the Encoding Standard, such as gbk for GB2312
 * @throws UnknownEncoding
 */
export function knownEncoding(label: string): EncodingName {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    throw new UnknownEncoding(label);
  }
}

/**
 * Tells how a text is encoded. A byte order mark decides; so do the zero bytes of UTF-16 where ASCII is written in it,
 * which no text of another encoding has.
 *
 * @param head - the first bytes
 * @param stated - the encoding that the user says it has, if any
 * @throws UnknownEncoding
 */
export function textEncodingOf(head: Buffer, stated: EncodingName | undefined): TextEncoding {
  if (head.subarray(0, 3).equals(Buffer.of(0xef, 0xbb, 0xbf))) return { name: 'utf-8', marked: true };
  if (head[0] === 0xff && head[1] === 0xfe) return { name: 'utf-16le', marked: true };
  if (head[0] === 0xfe && head[1] === 0xff) return { name: 'utf-16be', marked: true };
  const name = stated === undefined ? 'utf-8' : knownEncoding(stated);
  const unmarked = stated === undefined || UTF16.test(stated) ? unmarkedUtf16(head) : undefined;
  return { name: unmarked ?? name, marked: false };
}

/** Whether bytes are UTF-8, but for a character that the end may have cut. */
export function isUtf8Head(head: Buffer): boolean {
  return [0, 1, 2, 3].some(cut => cut <= head.length && isUtf8(head.subarray(0, head.length - cut)));
}

/** The share of ASCII characters above which zero bytes at one side of them can be no accident. */
const LEAST_ASCII = 0.1;

/** The kind of UTF-16 that bytes without a mark are, if it is obvious: ASCII and line ends of two bytes. */
function unmarkedUtf16(head: Buffer): EncodingName | undefined {
  const units = Math.floor(head.length / 2);
  const zeros = [0, 0];
  for (let i = 0; i < units * 2; i++) if (head[i] === 0) zeros[i % 2]++;
  const [inEven, inOdd] = zeros;
  if (Math.min(inEven, inOdd) > 0 || Math.max(inEven, inOdd) < Math.max(1, units * LEAST_ASCII)) {
    return undefined;
  }
  const name = inOdd > 0 ? 'utf-16le' : 'utf-16be';
  return /[\r\n]/.test(new TextDecoder(name).decode(head)) ? name : undefined;
}

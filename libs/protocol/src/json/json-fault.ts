import { BadRequest } from '../errors';
import { LONGEST_RUN_BYTES, type JsonCursor } from './json-cursor';
import { MAX_DEPTH, MAX_KEYS } from './skip-value';

/** How much of the body an error shows on each side of the fault. */
const SHOWN_BYTES = 30;

/**
 * What is wrong with a text that is not JSON, where the cursor stands.
 *
 * @param subject - what the text is, as a sentence begins
 */
export function jsonFault({ bytes, at }: JsonCursor, subject = 'The body'): BadRequest {
  if (isLongRun(bytes, at)) {
    return new BadRequest(
      `${subject} has more than ${LONGEST_RUN_BYTES} digits in a row, or space without end, at byte ${at}, which no request needs.`,
    );
  }
  const from = Math.max(0, at - SHOWN_BYTES);
  const to = Math.min(bytes.length, at + SHOWN_BYTES);
  const before = `${from > 0 ? '…' : ''}${wholeCharacters(bytes, from, at)}`;
  const place = before === '' ? '' : `, after ${before}`;
  if (at >= bytes.length) return new BadRequest(`${subject} is not valid JSON: it ends too early${place}.`);
  const rest = `${wholeCharacters(bytes, at, to)}${to < bytes.length ? '…' : ''}`;
  return new BadRequest(`${subject} is not valid JSON: unexpected ${rest} at byte ${at}${place}.`);
}

/** What is wrong with a text whose objects and arrays are nested too deep. */
export function depthFault(subject = 'The body'): BadRequest {
  return new BadRequest(`${subject} is nested deeper than ${MAX_DEPTH} levels.`);
}

/** What is wrong with a body of which an object has too many keys. */
export function widthFault(subject = 'The body'): BadRequest {
  return new BadRequest(`${subject} has an object of more than ${MAX_KEYS} keys.`);
}

/** Whether a run of digits or of space goes on where the cursor has stopped. */
function isLongRun(bytes: Buffer, at: number): boolean {
  const kind = kindOfRun(bytes[at]);
  if (kind === null || at < LONGEST_RUN_BYTES) return false;
  for (let before = at - LONGEST_RUN_BYTES + 1; before < at; before++) {
    if (kindOfRun(bytes[before]) !== kind) return false;
  }
  return true;
}

function kindOfRun(byte: number): 'digits' | 'space' | null {
  if (byte >= 0x30 && byte <= 0x39) return 'digits';
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d ? 'space' : null;
}

function wholeCharacters(bytes: Buffer, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isContinuation(bytes[start])) start++;
  while (end > start && end < bytes.length && isContinuation(bytes[end])) end--;
  return bytes.toString('utf8', start, end);
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

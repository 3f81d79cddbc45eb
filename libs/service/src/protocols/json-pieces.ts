import type { Answer } from '../infer/codec';
import { JSON_TYPE } from '../http/respond';

/** An answer of JSON that was written in pieces, at once or by and by. */
export function answerOfPieces(
  written: readonly Buffer[] | Promise<readonly Buffer[]>,
): Answer | Promise<Answer> {
  return written instanceof Promise ? written.then(joined) : joined(written);
}

function joined(pieces: readonly Buffer[]): Answer {
  return { kind: 'bytes', bytes: Buffer.concat(pieces), headers: { 'Content-Type': JSON_TYPE } };
}

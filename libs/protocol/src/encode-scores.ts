import { InternalError } from './errors';

/**
 * A list of scores as JSON text. Each is written as the double that equals the float32, so nothing is lost.
 *
 * @throws InternalError if a score is not finite, which JSON cannot say
 */
export function encodeScores(scores: Float32Array): string {
  for (let i = 0; i < scores.length; i++) {
    if (scores[i] - scores[i] !== 0) throw new InternalError(`The score of row ${i} is not a finite number.`);
  }
  return `[${scores.join(',')}]`;
}

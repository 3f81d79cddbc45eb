import type { FindsEntry, Manifest } from '@reckit/artifacts';
import { CannotEvaluate } from '../errors';
import { learntOutputs, type LearntOutput } from './rows/learnt-outputs';

/** What a version was taught, and so what its answers are held against. */
export type Learnt =
  /** Something that each row of a table has: a label, or an amount. */
  | { readonly kind: 'rows'; readonly outputs: readonly LearntOutput[] }
  /** Something to be found among its vectors. */
  | { readonly kind: 'found'; readonly finds: FindsEntry };

/**
 * What a version was taught, as its manifest tells.
 *
 * @throws CannotEvaluate for a package that does not tell
 */
export function learntBy(manifest: Manifest): Learnt {
  const { model, version, signatures, finds } = manifest;
  if (finds !== undefined) return { kind: 'found', finds };
  if (signatures.some(({ outputs }) => outputs.some(({ predicts }) => predicts !== undefined))) {
    return { kind: 'rows', outputs: learntOutputs(manifest) };
  }
  throw new CannotEvaluate(
    `${model} ${version} does not tell what it was learnt from. Only packages tell it that were trained since they can be evaluated: train it again.`,
  );
}

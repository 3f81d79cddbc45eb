import { encodesAlike } from '@reckit/features';
import type { Model, Signature } from '@reckit/inference';

/** An output that both models have, by its position in each. */
export interface SharedOutput {
  readonly answered: number;
  readonly shadow: number;
  /** Which of several outputs it is; null for the only one. */
  readonly label: string | null;
}

/** How a signature that answers is compared with that of its shadow. */
export interface Pairing {
  /** The shadow, and its signature. */
  readonly model: Model;
  readonly signature: Signature;
  /** Whether the rows that were encoded for one are input of the other. */
  readonly encodesAlike: boolean;
  readonly outputs: readonly SharedOutput[];
}

/**
 * Finds what of a shadow can be compared with a signature: scores of the same name with as many numbers a row. Vectors of
 * two models lie in spaces of their own, and say nothing of each other.
 *
 * @returns the reason as a text where nothing can
 */
export function pairingOf(answered: Signature, shadow: Model): Pairing | string {
  const signature = shadow.signature(answered.name);
  if (!signature) return `it has no ${answered.name}`;
  const outputs = answered.outputs.flatMap(({ name, role, width }, i) => {
    const other = signature.outputs.findIndex(
      output => output.name === name && output.role === role && output.width === width,
    );
    const isNumber = role === 'score' || role === 'task';
    return other < 0 || !isNumber
      ? []
      : [{ answered: i, shadow: other, label: answered.outputs.length > 1 ? name : null }];
  });
  if (outputs.length === 0) return 'it has no score of the same name and width';
  const isAlike = encodesAlike(answered.encoder.spec, signature.encoder.spec);
  return { model: shadow, signature, encodesAlike: isAlike, outputs };
}

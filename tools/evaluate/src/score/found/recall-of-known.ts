import type { PackagedVectors } from './packaged-vectors';

const K = 20;
/** Of fewer the share says little. */
const LEAST = 20;

/**
 * The recall of a version of what it knows.
 *
 * @param ranks - of the targets, 0 for one that it never finds
 * @returns by the name of the metric; nothing where it knows hardly any
 */
export function recallOfKnown(
  ranks: Float32Array,
  targets: readonly string[],
  { ids }: Pick<PackagedVectors, 'ids'>,
): Readonly<Record<string, number>> {
  const known = ranks.filter((_, i) => ids.rowOf(targets[i]) >= 0);
  if (known.length < LEAST) return {};
  return { [`recall_at_${K}`]: known.filter(rank => rank > 0 && rank <= K).length / known.length };
}

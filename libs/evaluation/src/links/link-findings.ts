import { auc } from '../probabilities/auc';
import { averagePrecision } from '../probabilities/average-precision';
import { rocCurve, type RocCurve } from '../probabilities/roc-curve';
import type { LinkScore } from './link-scores';
import type { Links } from './links';

/** How well one method tells pairs that are linked from others. */
export interface LinkMethod {
  readonly name: string;
  /** The chance that a linked pair scores higher than one that is not, a tie counting half. */
  readonly auc: number;
  readonly averagePrecision: number;
}

/** What a report shows of the links that a model predicts. */
export interface LinkFindings {
  /** The model first, then what it is compared with. */
  readonly methods: readonly LinkMethod[];
  /** Of the model. */
  readonly roc: RocCurve | null;
  readonly linked: number;
  readonly unlinked: number;
}

/** What is measured, and on what. */
export interface LinkComparison {
  /** The model first. */
  readonly methods: readonly { readonly name: string; readonly score: LinkScore }[];
  /** Pairs that are linked, of which no method knows. */
  readonly linked: Links;
  /** Pairs that are not. */
  readonly unlinked: Links;
}

/**
 * Measures how well a model and what it is compared with tell linked pairs from others.
 *
 * @returns null where pairs of one of the two kinds are missing
 * @throws MetricInputError for a score that is not finite
 */
export function linkFindings({ methods, linked, unlinked }: LinkComparison): LinkFindings | null {
  const linkedCount = linked.from.length;
  const unlinkedCount = unlinked.from.length;
  if (linkedCount === 0 || unlinkedCount === 0) return null;
  const labels = new Uint8Array(linkedCount + unlinkedCount).fill(1, 0, linkedCount);
  const measured = methods.map(({ name, score }) => {
    const scores = new Float64Array(labels.length);
    linked.from.forEach((from, i) => (scores[i] = score(from, linked.to[i])));
    unlinked.from.forEach((from, i) => (scores[linkedCount + i] = score(from, unlinked.to[i])));
    const method = {
      name,
      auc: auc(labels, scores) ?? NaN,
      averagePrecision: averagePrecision(labels, scores),
    };
    return { method, scores };
  });
  return {
    methods: measured.map(({ method }) => method),
    roc: rocCurve(labels, measured[0].scores),
    linked: linkedCount,
    unlinked: unlinkedCount,
  };
}

import type { EncodedRows } from '@reckit/features';
import type { ServiceState } from '../service-state';

const WARN_EVERY_MS = 1_000;

/**
 * Counts the values that took a default, and warns about each feature once a second at most. Values that are
 * not in the vocabulary are counted alone: new ids are the ordinary course of things.
 */
export class FeatureWarnings {
  readonly #warnedAtMs = new Map<string, number>();

  constructor(private readonly state: ServiceState) {}

  note(rows: EncodedRows, featureNames: readonly string[], requestId: string): void {
    const { metrics } = this.state;
    rows.missing?.forEach((count, i) => {
      if (count === 0) return;
      metrics.countMissing(featureNames[i], count);
      this.#warn('missing', featureNames[i], count, requestId);
    });
    rows.invalid?.forEach((count, i) => {
      if (count === 0) return;
      metrics.countInvalid(featureNames[i], count);
      this.#warn('invalid', featureNames[i], count, requestId);
    });
    rows.unknown?.forEach((count, i) => {
      if (count > 0) metrics.countUnknown(featureNames[i], count);
    });
  }

  #warn(problem: 'missing' | 'invalid', feature: string, count: number, requestId: string): void {
    const key = `${problem} ${feature}`;
    const now = performance.now();
    const last = this.#warnedAtMs.get(key);
    if (last !== undefined && now - last < WARN_EVERY_MS) return;
    this.#warnedAtMs.set(key, now);
    this.state.logger.warn(`feature ${problem}, default used`, {
      request_id: requestId,
      model: this.state.definition.name,
      feature,
      values: count,
    });
  }
}

import type { EncodedRows } from '@reckit/features';
import { oneLine, quoted } from '@reckit/messages';
import type { HostedModel } from '../host/hosted-model';
import { requestFieldsOf, type LoggedRequest } from './request-fields';

const WARN_EVERY_MS = 1_000;

/** Under this a warning about rows without any known key is remembered; no feature has an empty name. */
const UNKNOWN_ROWS = '';

/**
 * Counts the values that took a default, and warns about each feature once a second at most; and rows that have no
 * key that is known, with the names that are. Values that are not in the vocabulary are counted alone: new ids are
 * the ordinary course of things.
 */
export class FeatureWarnings {
  readonly #warnedAtMs = new Map<string, number>();

  constructor(
    private readonly model: HostedModel,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** @param featureNames - of the features that are expected; nothing is said of others behind them */
  note(rows: EncodedRows, featureNames: readonly string[], request: LoggedRequest): void {
    const { metrics } = this.model;
    rows.missing?.forEach((count, i) => {
      if (count === 0 || i >= featureNames.length) return;
      metrics.countMissing(featureNames[i], count);
      this.#warnOfFeature('missing', featureNames[i], count, request);
    });
    rows.invalid?.forEach((count, i) => {
      if (count === 0 || i >= featureNames.length) return;
      metrics.countInvalid(featureNames[i], count);
      this.#warnOfFeature('invalid', featureNames[i], count, request);
    });
    rows.unknown?.forEach((count, i) => {
      if (count > 0) metrics.countUnknown(featureNames[i], count);
    });
    if (rows.unknownRows > 0) {
      metrics.countUnknownRows(rows.unknownRows);
      this.#warnOfRows(rows.unknownRows, featureNames, request);
    }
  }

  #warnOfFeature(
    problem: 'missing' | 'invalid',
    feature: string,
    count: number,
    request: LoggedRequest,
  ): void {
    if (!this.#isTime(`${problem} ${feature}`)) return;
    this.model.logger.warn(`feature ${problem}, default used`, {
      ...requestFieldsOf(request),
      model: this.model.definition.name,
      feature,
      values: count,
    });
  }

  #warnOfRows(count: number, featureNames: readonly string[], request: LoggedRequest): void {
    if (!this.#isTime(UNKNOWN_ROWS)) return;
    this.model.logger.warn('rows without any known feature, defaults used', {
      ...requestFieldsOf(request),
      model: this.model.definition.name,
      rows: count,
      known: oneLine(featureNames.map(name => quoted(name)).join(', ')),
    });
  }

  /** Whether the last warning of this kind was long enough ago; notes that there is one now. */
  #isTime(kind: string): boolean {
    const now = this.nowMs();
    const last = this.#warnedAtMs.get(kind);
    if (last !== undefined && now - last < WARN_EVERY_MS) return false;
    this.#warnedAtMs.set(kind, now);
    return true;
  }
}

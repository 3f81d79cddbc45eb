import type { EncodedRows } from '@reckit/features';
import type { Signature } from '@reckit/inference';
import type { HostedModel } from '../host/hosted-model';
import { FeatureWarnings } from './feature-warnings';
import { requestFieldsOf, type LoggedRequest } from './request-fields';
import { UnknownShare } from './unknown-share';

/** Looks at the rows of one model's requests: what is missing, invalid or unknown in them is counted and said. */
export class RowWatch {
  readonly #warnings: FeatureWarnings;
  readonly #unknownShares = new Map<string, UnknownShare>();

  constructor(private readonly model: HostedModel) {
    this.#warnings = new FeatureWarnings(model);
  }

  note(rows: EncodedRows, { name, encoder, expectedFeatures }: Signature, request: LoggedRequest): void {
    this.#warnings.note(rows, expectedFeatures, request);
    const { logger, definition } = this.model;
    const unknownShare = this.#unknownShares.get(name) ?? new UnknownShare();
    this.#unknownShares.set(name, unknownShare);
    for (const { feature, share, values } of unknownShare.note(rows, encoder.columns)) {
      logger.warn('feature mostly unknown', {
        ...requestFieldsOf(request),
        model: definition.name,
        feature,
        values,
        unknown_share: Math.round(share * 1000) / 1000,
        hint: `most values of ${feature} are none that the model was trained on; compare what clients send with the vocabulary in feature_meta.json, or train again`,
      });
    }
  }
}

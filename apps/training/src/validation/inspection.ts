import type { FeatureStatistics } from '@reckit/features';
import type { FeatureDrift } from './checks/drift';
import type { ReadData } from './examined-data';
import type { Finding } from './finding';

/** What is known of the data of a training before it begins. */
export interface Inspection {
  /** Of the training part, in the order of the features. */
  readonly statistics: readonly FeatureStatistics[];
  /** Null where nobody wanted the data to be looked at. */
  readonly validation: Validation | null;
}

/** What was looked for in the data, and found. */
export interface Validation {
  readonly rows: number;
  /** What is worth telling, in the order of the checks. */
  readonly findings: readonly (Finding & {
    /** Whether it stops the training. */
    readonly stops: boolean;
  })[];
  /** How the values of each label are spread over all rows. */
  readonly labels: readonly FeatureStatistics[];
  /** Null where there is no current version that tells what it was trained on. */
  readonly drift: { readonly since: string; readonly features: readonly FeatureDrift[] } | null;
}

/**
 * Looks at data that have been read, and says what is worth telling.
 *
 * @throws UnfitData if something was found at which the training is to stop
 */
export type Inspect = (data: ReadData) => Inspection;

import type { Columns, TargetRequest } from '@reckit/data';
import type { FeatureSpec, FeatureStatistics, NumberStatistics } from '@reckit/features';

/** The data of a training as they were read, before anything is learnt of them. */
export interface ReadData {
  /** What messages call it. */
  readonly shown: string;
  readonly spec: Pick<FeatureSpec, 'features'>;
  readonly read: Pick<Columns, 'rowCount' | 'columns' | 'targets' | 'notFinite' | 'groups'>;
  /** What is learnt: the requests by which `read.targets` were read. */
  readonly targets: readonly TargetRequest[];
  /** The training part. */
  readonly trainRows: Uint32Array;
  /** Data of their own to validate on. @default a part of these, or none */
  readonly held?: HeldData;
}

/** Data to validate on, read as those to train on. */
export type HeldData = Pick<ReadData, 'shown' | 'read'>;

/** The same with what every check looks at. */
export interface ExaminedData extends ReadData {
  /** Of the training part, in the order of the features. */
  readonly statistics: readonly FeatureStatistics[];
  readonly labels: readonly ExaminedLabel[];
}

/** Something that is learnt. */
export interface ExaminedLabel {
  readonly name: string;
  /** Whether it is a yes or no, 1 or 0. */
  readonly isBinary: boolean;
  /** Of all rows. */
  readonly values: Float32Array;
  readonly statistics: NumberStatistics;
  /** Rows that are 1, where it is a yes or no. */
  readonly positives: number;
}

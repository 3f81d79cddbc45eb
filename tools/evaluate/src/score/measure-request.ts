import type { GivenData } from '../data/given-data';

/** What two versions are measured by. */
export interface MeasureRequest {
  readonly given: GivenData;
  /** The column with the user of a row; absent for what the version was trained with. */
  readonly userCol?: string;
  /** Columns by which rows are told apart. */
  readonly by: readonly string[];
}

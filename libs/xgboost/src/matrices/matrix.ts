import type { MatrixHandle } from '../library/c-api';
import { AlreadyClosed, BadMatrix } from '../errors';

/** XGBoost's types of a feature: float, integer, indicator, quantitative, categorical. */
export type FeatureType = 'float' | 'int' | 'i' | 'q' | 'c';

/** What the columns of a matrix are. */
export interface MatrixFeatures {
  readonly featureCount: number;
  /** One a feature, unique, without `[`, `]` and `<`; they go into the saved model. */
  readonly featureNames?: readonly string[];
  readonly featureTypes?: readonly FeatureType[];
}

/** Rows in a form that XGBoost trains on and predicts from, in memory of the library that close() frees. */
export abstract class Matrix {
  abstract readonly rows: number;
  abstract readonly hasLabels: boolean;
  readonly featureCount: number;
  readonly featureNames: readonly string[];
  readonly featureTypes: readonly FeatureType[];

  /** @throws BadMatrix if the parts do not fit each other */
  constructor(features: MatrixFeatures) {
    checkFeatures(features);
    this.featureCount = features.featureCount;
    this.featureNames = features.featureNames ?? [];
    this.featureTypes = features.featureTypes ?? [];
  }

  /** Address for the C API. @throws AlreadyClosed */
  abstract get handle(): MatrixHandle;

  /** Frees the memory; a second call does nothing. */
  abstract close(): void;
}

/** The address of a matrix that may have been closed. @throws AlreadyClosed */
export function openHandle(handle: MatrixHandle | undefined): MatrixHandle {
  if (handle === undefined) throw new AlreadyClosed('DMatrix');
  return handle;
}

/** @throws BadMatrix unless there is one value for each row or feature */
export function checkLength(
  what: string,
  values: { readonly length: number } | undefined,
  expected: number,
  each: 'row' | 'feature',
): void {
  if (values !== undefined && values.length !== expected)
    throw new BadMatrix(
      `${what} holds ${values.length} values for ${expected} ${each}s: give one a ${each}.`,
    );
}

/** @throws BadMatrix unless the values are whole rows, one at least */
export function rowsOf(data: Float32Array, featureCount: number): number {
  const rows = data.length / featureCount;
  if (!Number.isInteger(rows) || rows === 0)
    throw new BadMatrix(`data holds ${data.length} values, which are no whole rows of ${featureCount}.`);
  return rows;
}

function checkFeatures({ featureCount, featureNames, featureTypes }: MatrixFeatures): void {
  if (!Number.isInteger(featureCount) || featureCount < 1)
    throw new BadMatrix(`featureCount is ${featureCount}: give the number of columns, 1 or more.`);
  checkLength('featureTypes', featureTypes, featureCount, 'feature');
  checkLength('featureNames', featureNames, featureCount, 'feature');
  checkNames(featureNames ?? []);
}

function checkNames(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new BadMatrix(`Two features are named "${twice}": names must differ.`);
  const bad = names.find(name => /[[\]<]/.test(name));
  if (bad !== undefined)
    throw new BadMatrix(`The feature name "${bad}" holds [, ] or <, which XGBoost cannot have.`);
}

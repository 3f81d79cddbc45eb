import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

// The models lie where they are translated, with what Python XGBoost answered.
const SHAPES = path.join(__dirname, '../../../../libs/onnx/fixtures/xgboost');

type Row = readonly (number | null)[];

/** A small model of Python XGBoost, and what it answered. */
export interface RecordedShape {
  readonly columns: readonly string[];
  /** Null is a missing value; of a categorical feature they are codes. */
  readonly rows: readonly Row[];
  readonly predictions: readonly (number | readonly number[])[];
  /** The categories of the training frame, one list a categorical feature; undefined if it had none. */
  readonly categories: readonly (readonly (string | number)[])[] | undefined;
}

/** Reads a recorded model, such as `3.2.0/outputs-softprob-3`. */
export function recordedShape(name: string): RecordedShape {
  const read = (file: string) => JSON.parse(readFileSync(path.join(SHAPES, name, file), 'utf8'));
  const { featureNames, categories } = read('params.json');
  return {
    columns: featureNames,
    rows: read('inputs.json'),
    predictions: read('expected.json').predict,
    categories,
  };
}

/**
 * Gives each call in a test file a flat directory with a recorded model, and removes them all after its last test.
 *
 * @returns a function that takes the name of the shape, and whether missing numbers stay missing, not 0
 */
export function recordedShapeFolders(): (
  name: string,
  options?: { readonly keepsMissing?: boolean; readonly format?: 'json' | 'ubj' },
) => string {
  const made: string[] = [];
  afterAll(() => made.forEach(folder => rmSync(folder, { recursive: true, force: true })));
  return (name, { keepsMissing = false, format = 'json' } = {}) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'reckit-shape-'));
    made.push(folder);
    copyFileSync(path.join(SHAPES, name, `model.${format}`), path.join(folder, `xgb_model.${format}`));
    const { columns } = recordedShape(name);
    const features = columns.map(column => ({ kind: 'numeric', name: column, default: 'missing' }));
    writeFileSync(
      path.join(folder, 'feature_meta.json'),
      JSON.stringify({ feature_columns: columns, ...(keepsMissing && { features }) }),
    );
    return folder;
  };
}

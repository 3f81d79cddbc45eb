import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

// The checkpoints lie where they are translated; they are too large to be kept twice.
const CHECKPOINTS = path.join(__dirname, '../../onnx/fixtures/torch');

const RANKING_COLUMNS = [
  'item_ctr',
  'item_cvr',
  'item_price',
  'user_age',
  'user_gender',
  'cross_age_x_ctr',
  'cross_gender_x_price',
];

/** The meta files as the Python system wrote them beside the checkpoints. */
export const TORCH_META = {
  deepfm: {
    feature_columns: RANKING_COLUMNS,
    feature_count: 7,
    label_column: 'label',
    model_version: 'fx-a-deepfm-1',
    normalized: true,
    model_type: 'deepfm',
    created_at: '2026-11-22T15:40:55.540018',
  },
  mmoe: {
    feature_columns: RANKING_COLUMNS,
    feature_count: 7,
    model_version: 'fx-a-mmoe-1',
    tasks: ['label', 'watch_time', 'gmv'],
  },
};

/** What the Python system answered for a checkpoint: raw rows, and outputs by name. */
export function torchAnswers(checkpoint: 'deepfm' | 'mmoe'): {
  readonly rows: readonly Record<string, number>[];
  readonly outputs: Readonly<Record<string, readonly number[]>>;
} {
  return JSON.parse(readFileSync(path.join(CHECKPOINTS, checkpoint, 'expected.json'), 'utf8'));
}

/** Gives each call a flat directory with a checkpoint and a meta file; all are removed after the last test. */
export function torchFolders() {
  const made: string[] = [];
  afterAll(() => made.forEach(folder => rmSync(folder, { recursive: true, force: true })));
  return (kind: 'deepfm' | 'mmoe', checkpoint: string, meta: object | string): string => {
    const folder = mkdtempSync(path.join(tmpdir(), 'reckit-torch-'));
    made.push(folder);
    copyFileSync(path.join(CHECKPOINTS, checkpoint, 'model.pt'), path.join(folder, `${kind}_model.pt`));
    const text = typeof meta === 'string' ? meta : JSON.stringify(meta);
    writeFileSync(path.join(folder, `${kind}_feature_meta.json`), text);
    return folder;
  };
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { deepfm, mmoe, xgb } from '@reckit/definitions';
import type { UnifiedDefinition } from '@reckit/service';

/** Packages with rows and what was answered for them when they were trained. */
export const MODEL_DIR = path.join(__dirname, '..', 'fixtures', 'go-clients', 'model');

/** Every model that there is, in one process. */
export const ALL_MODELS: UnifiedDefinition = {
  name: 'unified',
  title: 'All Models',
  defaultPort: 0,
  models: [xgb, deepfm, mmoe],
  enabled: ['xgb', 'deepfm', 'mmoe'],
};

/** What is recorded of a model. */
export interface RecordedModel {
  readonly name: string;
  readonly version: string;
  readonly features: readonly string[];
  readonly rows: readonly Readonly<Record<string, number>>[];
  /** Flat, by the names of the outputs. */
  readonly outputs: Readonly<Record<string, readonly number[]>>;
  readonly tolerance: { readonly relative: number; readonly absolute: number };
}

export function recordedModel(name: string): RecordedModel {
  const folder = path.join(MODEL_DIR, name);
  const version = readFileSync(path.join(folder, '.current_version'), 'utf8').trim();
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(folder, version, file), 'utf8'));
  const { checks } = read('manifest.json') as {
    checks: Pick<RecordedModel, 'rows' | 'outputs' | 'tolerance'>;
  };
  const { feature_columns: features } = read('feature_meta.json') as { feature_columns: readonly string[] };
  return { name, version, features, ...checks };
}

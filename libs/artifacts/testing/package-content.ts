import { soleSignature } from '../src/manifest';
import type { PackageContent } from '../src/packages/write-package';

/** What a small model package holds; `change` replaces parts of its manifest. */
export function packageContent(
  version: string,
  files: PackageContent['files'] = { 'model.onnx': 'a graph', 'feature_meta.json': '{}\n' },
  change: Partial<PackageContent['manifest']> = {},
): PackageContent {
  return {
    files,
    manifest: {
      model: 'xgb',
      version,
      kind: 'onnx',
      created_at: '2026-11-22T10:15:00.000Z',
      features: [{ kind: 'numeric', name: 'item_ctr', default: 0 }],
      training: { rounds: 50 },
      data: { rows: 1000 },
      seeds: { split: 42 },
      metrics: { auc: 0.9, gauc: null },
      signatures: [
        soleSignature('xgb', [{ name: 'predictions', role: 'score' }], {
          rows: [{ item_ctr: 0.15, user_age: null }],
          outputs: { predictions: [0.5] },
          tolerance: { relative: 1e-5, absolute: 1e-6 },
        }),
      ],
      ...change,
    },
  };
}

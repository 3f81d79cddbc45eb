import { chmodSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { currentVersionFile, writePackage, type Manifest } from '@reckit/artifacts';
import { graphOfConstantSize } from '../../../service-testing/packages/onnx-files';
import { fileOf, readFixtureManifest, SECOND } from './model-folders';

/** What can be wrong with a model directory whose current version was good yesterday. */
export interface ModelFault {
  readonly name: string;
  /** Spoils the second version, or whatever names it. */
  readonly spoil: (modelDir: string) => void | Promise<void>;
  readonly reason: RegExp;
  /** How /reload answers it. @default 500 */
  readonly status?: number;
  /** Is one only to a user whom permissions bind. */
  readonly byPermission?: boolean;
}

const graph = (modelDir: string): string => fileOf(modelDir, SECOND, 'model.onnx');

export const MODEL_FAULTS: readonly ModelFault[] = [
  {
    name: 'a truncated file',
    spoil: modelDir => truncateSync(graph(modelDir), 1000),
    reason: /2\.0\.0\/model\.onnx has 1000 bytes, the manifest says 2711: the file is truncated/,
  },
  {
    name: 'a wrong checksum',
    spoil(modelDir) {
      const bytes = readFileSync(graph(modelDir));
      bytes[bytes.length >> 1] ^= 1;
      writeFileSync(graph(modelDir), bytes);
    },
    reason: /2\.0\.0\/model\.onnx does not have the checksum in the manifest/,
  },
  {
    name: 'a manifest of another model',
    spoil: modelDir => editManifest(modelDir, manifest => ({ ...manifest, model: 'deepfm' })),
    reason: /2\.0\.0\/manifest\.json is of the model "deepfm", not "xgb"/,
  },
  {
    name: 'a manifest that is no JSON',
    spoil: modelDir => truncateSync(fileOf(modelDir, SECOND, 'manifest.json'), 1000),
    reason: /2\.0\.0\/manifest\.json is not valid JSON/,
  },
  {
    name: 'an ONNX file that does not load',
    spoil: modelDir => repackage(modelDir, { 'model.onnx': 'this is no graph' }),
    reason: /model\.onnx does not load: /,
  },
  {
    name: 'an ONNX file that answers seven values for one row',
    spoil: modelDir => repackage(modelDir, { 'model.onnx': graphOfConstantSize(7) }),
    reason: /the output "predictions" has the shape \[7\] for 1 rows; expected is \[1\], or \[1, n\]/,
  },
  {
    name: 'an ONNX file that answers one value for all rows',
    spoil: modelDir => repackage(modelDir, { 'model.onnx': graphOfConstantSize(1) }),
    reason: /the output "predictions" has the shape \[1\] for 2 rows; expected is \[2\], or \[2, n\]/,
  },
  {
    name: 'an ONNX file of another width',
    spoil(modelDir) {
      const meta = JSON.parse(readFileSync(fileOf(modelDir, SECOND, 'feature_meta.json'), 'utf8'));
      for (const list of [meta.feature_columns, meta.features]) list.pop();
      return repackage(modelDir, {
        'feature_meta.json': JSON.stringify({ ...meta, feature_count: meta.feature_columns.length }),
      });
    },
    reason: /takes 7 columns, but the features of feature_meta\.json make 6/,
  },
  {
    name: 'checks that do not agree',
    spoil: modelDir =>
      editManifest(modelDir, manifest => ({
        ...manifest,
        signatures: manifest.signatures.map(({ checks, ...signature }) => ({
          ...signature,
          checks: {
            ...checks,
            outputs: { predictions: checks.outputs['predictions'].map(score => score + 0.01) },
          },
        })),
      })),
    reason: /checks: "predictions"\[0\] is 0\.\d+, recorded was 0\.\d+/,
  },
  {
    name: 'no permission',
    spoil: modelDir => chmodSync(graph(modelDir), 0o000),
    reason: /2\.0\.0\/model\.onnx cannot be read \(EACCES\): check its owner and permissions/,
    byPermission: true,
  },
  {
    name: 'a folder without permission',
    spoil: modelDir => chmodSync(path.dirname(graph(modelDir)), 0o000),
    reason: /2\.0\.0\/manifest\.json cannot be read \(EACCES\): check its owner and permissions/,
    byPermission: true,
  },
  {
    name: 'a .current_version that names nothing',
    spoil: modelDir => writeFileSync(currentVersionFile(modelDir, 'xgb'), '3.0.0\n'),
    reason: /\.current_version names the version "3\.0\.0", which is not there; there is 1\.0\.0, 2\.0\.0/,
    status: 404,
  },
  {
    name: 'a version without its manifest',
    spoil: modelDir => rmSync(fileOf(modelDir, SECOND, 'manifest.json')),
    reason: /There is no model package at .*2\.0\.0: manifest\.json is missing/,
    status: 404,
  },
];

async function editManifest(modelDir: string, edit: (manifest: Manifest) => Manifest): Promise<void> {
  const edited = edit(await readFixtureManifest(SECOND));
  writeFileSync(fileOf(modelDir, SECOND, 'manifest.json'), JSON.stringify(edited));
}

/** Writes the second version anew, with checksums that are right for its new files. */
async function repackage(
  modelDir: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  const manifest = await readFixtureManifest(SECOND);
  const kept = Object.fromEntries(
    ['model.onnx', 'feature_meta.json'].map(name => [name, readFileSync(fileOf(modelDir, SECOND, name))]),
  );
  rmSync(path.dirname(graph(modelDir)), { recursive: true });
  await writePackage(modelDir, { manifest, files: { ...kept, ...files } });
}

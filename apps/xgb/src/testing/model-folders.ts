import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openPackage, type Manifest } from '@reckit/artifacts';

const FIXTURE = path.join(__dirname, '../../../../libs/inference/fixtures/model');

/** The two versions of the fixture; a copy serves the first one until another is promoted. */
export const FIRST = '1.0.0';
export const SECOND = '2.0.0';

/** Gives each call in a test file a model directory of its own, and removes them all after its last test. */
export function modelFolders(): () => string {
  const made: string[] = [];
  afterAll(() => made.forEach(folder => rmSync(folder, { recursive: true, force: true })));
  return () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'reckit-model-'));
    made.push(folder);
    // Other users may read it, as in a deployment where training and serving run as different ones.
    chmodSync(folder, 0o755);
    cpSync(FIXTURE, folder, { recursive: true });
    return folder;
  };
}

/** A file of a version. */
export function fileOf(modelDir: string, version: string, name: string): string {
  return path.join(modelDir, 'xgb', version, name);
}

/** Adds a version with the content of another one. */
export function addVersion(modelDir: string, version: string, from: string): void {
  cpSync(fileOf(modelDir, from, ''), fileOf(modelDir, version, ''), { recursive: true });
  const manifest = fileOf(modelDir, version, 'manifest.json');
  writeFileSync(manifest, JSON.stringify({ ...JSON.parse(readFileSync(manifest, 'utf8')), version }));
}

export async function readFixtureManifest(version: string): Promise<Manifest> {
  return (await openPackage(path.join(FIXTURE, 'xgb', version), 'xgb', [])).manifest;
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Gives a test file a folder of its own, and removes it after the last test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'reckit-nn-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

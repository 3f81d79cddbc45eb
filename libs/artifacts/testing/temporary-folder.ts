import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Gives each call in a test file a new folder, and removes them all after its last test. */
export function temporaryFolders(): () => string {
  const made: string[] = [];
  afterAll(() => made.forEach(folder => rmSync(folder, { recursive: true, force: true })));
  return () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'reckit-artifacts-'));
    made.push(folder);
    return folder;
  };
}

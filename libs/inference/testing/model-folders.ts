import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const FIXTURES = path.join(__dirname, '../fixtures');

/** The two versions of the fixture; the second one scales its features. */
export const FIRST = '1.0.0';
export const SECOND = '2.0.0';

/** The first version's forest as XGBoost writes it in its binary format. */
export const FIRST_AS_UBJ = path.join(FIXTURES, 'xgb_model.ubj');

export interface ModelFolders {
  /** A copy of the fixture, in which the first version is the current one. */
  packages(): string;
  /** The files of one version side by side, as the Python system wrote them. */
  flat(version: string): string;
}

/** Gives each call in a test file a model directory of its own, and removes them all after its last test. */
export function modelFolders(): ModelFolders {
  const made: string[] = [];
  afterAll(() => made.forEach(folder => rmSync(folder, { recursive: true, force: true })));
  const copyOf = (source: string): string => {
    const folder = mkdtempSync(path.join(tmpdir(), 'reckit-inference-'));
    made.push(folder);
    cpSync(path.join(FIXTURES, 'model', source), folder, { recursive: true });
    return folder;
  };
  return {
    packages: () => copyOf(''),
    flat(version) {
      const folder = copyOf(path.join('xgb', version));
      for (const name of ['manifest.json', 'model.onnx', 'report.html']) rmSync(path.join(folder, name));
      return folder;
    },
  };
}

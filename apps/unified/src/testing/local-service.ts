import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { localUnifiedServicesOf } from '../../../service-testing/local-service';
import { unified } from '../service-definition';

/** What the Python system trained, as the services of one model have it: their files go by different names. */
const FLAT_MODELS = ['xgb/fixtures/xgb/model', 'deepfm/fixtures/model', 'mmoe/fixtures/model'].map(folder =>
  path.join(__dirname, '../../..', folder),
);

/** The versions that they name. */
export const VERSIONS = { xgb: 'fx-a-xgb-1', deepfm: 'fx-a-deepfm-1', mmoe: 'fx-a-mmoe-1' } as const;

/** Every model that there is. */
export const ALL = unified.models.map(({ name }) => name);

/**
 * A flat directory with the models of the Python system, for the tests of a file; it goes after the last of them.
 *
 * @returns its path
 */
export function flatModels(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'reckit-unified-'));
  for (const model of FLAT_MODELS) cpSync(model, folder, { recursive: true });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Services of all models, in this process. */
export function unifiedServices(): ReturnType<typeof localUnifiedServicesOf> {
  return localUnifiedServicesOf(unified, flatModels(), ALL);
}

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { localUnifiedServicesOf } from '../../../service-testing/local-service';
import { unified } from '../service-definition';

/** What the Python system trained, as the services of one model have it: their files go by different names. */
const FLAT_MODELS = [
  'xgb/fixtures/xgb/model',
  'deepfm/fixtures/model',
  'mmoe/fixtures/model',
  'two-tower/fixtures/model',
  'youtube-dnn/fixtures/model',
  'dssm/fixtures/model',
  'graph-recall/fixtures/model',
].map(folder => path.join(__dirname, '../../..', folder));

/** The versions that the ranking models name. */
export const VERSIONS = { xgb: 'fx-a-xgb-1', deepfm: 'fx-a-deepfm-1', mmoe: 'fx-a-mmoe-1' } as const;

/** Those of all models: the Python system's towers and its graph recall name none. */
export const ALL_VERSIONS: Readonly<Record<string, string>> = {
  ...VERSIONS,
  two_tower: 'unknown',
  youtube_dnn: 'unknown',
  dssm: 'unknown',
  graph_recall: 'unknown',
};

/** Models of the same features, of which one stands for any. */
export const RANKING = Object.keys(VERSIONS);

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

/** Services of several models, in this process. */
export function unifiedServices(enabled = RANKING): ReturnType<typeof localUnifiedServicesOf> {
  return localUnifiedServicesOf(unified, flatModels(), enabled);
}

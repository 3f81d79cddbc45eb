import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CONTRACT_MODELS } from '../../../service-testing/contract/contract-models';
import { localUnifiedServicesOf } from '../../../service-testing/programs/local-service';
import { unified } from '../service-definition';

/** The versions that the ranking models name. */
export const VERSIONS = { xgb: 'fx-a-xgb-1', deepfm: 'fx-a-deepfm-1', mmoe: 'fx-a-mmoe-1' } as const;

/** Those of all models: the Python system's towers and its graph recall name none. */
export const ALL_VERSIONS: Readonly<Record<string, string>> = {
  xgb: VERSIONS.xgb,
  deepfm: VERSIONS.deepfm,
  dcn: 'v1',
  finalmlp: 'v1',
  din: 'v1',
  mmoe: VERSIONS.mmoe,
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
 * A model directory with every model, whose files go by different names, for the tests of a file; it goes after the last of
 * them.
 *
 * @returns its path
 */
export function flatModels(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'reckit-unified-'));
  for (const { folder: model } of CONTRACT_MODELS) cpSync(model, folder, { recursive: true });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Services of several models, in this process. */
export function unifiedServices(enabled = RANKING): ReturnType<typeof localUnifiedServicesOf> {
  return localUnifiedServicesOf(unified, flatModels(), enabled);
}

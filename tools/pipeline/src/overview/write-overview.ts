import path from 'node:path';
import { replaceFile } from '@reckit/artifacts';
import { versionsPage } from '@reckit/evaluation';
import { listedModels } from './listed-models';

/** The page of all models and versions, in the model directory. */
export const OVERVIEW_FILE = 'index.html';

/** Writes the page anew, in one step. */
export async function writeOverview(modelDir: string, now: Date): Promise<void> {
  const page = versionsPage({ createdAt: now.toISOString(), models: await listedModels(modelDir) });
  await replaceFile(path.join(modelDir, OVERVIEW_FILE), page);
}

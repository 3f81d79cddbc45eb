import path from 'node:path';
import { replaceFile } from '@reckit/artifacts';
import { versionsPage } from '@reckit/evaluation';
import { takeTurn } from '@reckit/registry';
import { pipelineFolder } from '../state/run-state';
import { listedModels } from './listed-models';

/** The page of all models and versions, in the model directory. */
export const OVERVIEW_FILE = 'index.html';

/** Writes the page anew, in one step. Runs that end at once do so in turn, so that the last page has what all have made. */
export async function writeOverview(modelDir: string, now: Date): Promise<void> {
  const turn = await takeTurn(path.join(pipelineFolder(modelDir), 'page-turns'), {
    what: `the page of all versions in ${modelDir}`,
  });
  try {
    const page = versionsPage({ createdAt: now.toISOString(), models: await listedModels(modelDir) });
    await replaceFile(path.join(modelDir, OVERVIEW_FILE), page);
  } finally {
    await turn.end();
  }
}

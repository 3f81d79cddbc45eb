import path from 'node:path';
import { takeTurn, type Turn } from '@reckit/registry';
import type { PipelineConfig } from '../config/pipeline-file';
import { pipelineFolder } from '../state/run-state';

/**
 * Sees to it that no model is in two runs at once, and that there is one run of several models at a time.
 *
 * @param waitMs - for how long each of the others is waited for
 * @throws NotOurTurn
 */
export async function takeTurns(
  { modelDir, models }: Pick<PipelineConfig, 'modelDir' | 'models'>,
  waitMs: number,
): Promise<Pick<Turn, 'end'>> {
  const folder = pipelineFolder(modelDir);
  const places = [...models.keys()].map(model => ({
    folder: path.join(folder, model, 'turns'),
    what: `a run of the pipeline of ${model} in ${modelDir}`,
  }));
  const ofSeveral = { folder: path.join(folder, 'turns'), what: `a run of the pipeline in ${modelDir}` };
  const taken: Turn[] = [];
  const end = async (): Promise<void> => void (await Promise.all(taken.map(turn => turn.end())));
  try {
    for (const { folder, what } of places.length > 1 ? [ofSeveral, ...places] : places) {
      taken.push(await takeTurn(folder, { what, waitMs }));
    }
  } catch (error) {
    await end();
    throw error;
  }
  return { end };
}

import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { ClientError } from '@reckit/client';
import { oneLine } from '@reckit/messages';
import { trainedWith, type TrainedModel } from '../config/models';
import type { PipelineConfig } from '../config/pipeline-file';
import { writeOverview } from '../overview/write-overview';
import { serviceUrls } from '../retention/loaded-versions';
import { removeVersions } from '../retention/remove-versions';
import { logFolder, runFolder } from '../state/run-state';

/** What became of what comes after all models. */
export interface Aftermath {
  readonly removed: readonly { readonly model: TrainedModel; readonly version: string }[];
  /** What went wrong, each in one line. */
  readonly warnings: readonly string[];
}

/** Runs of which it is kept what their programs have printed. */
const KEPT_LOGS = 20;

/** Removes old versions and old logs, and writes the page of all versions. What goes wrong is told, and stops no other. */
export async function afterRun(config: PipelineConfig, version: string): Promise<Aftermath> {
  const removed: Aftermath['removed'][number][] = [];
  const warnings: string[] = [];
  const attempt = async (what: string, act: () => Promise<void>): Promise<void> => {
    await act().catch((error: unknown) => warnings.push(`${what}: ${explain(error)}`));
  };
  const { modelDir, keep } = config;
  if (keep !== null) {
    for (const [model, { deploy }] of config.models) {
      await attempt(`old versions of ${model} were not removed`, async () => {
        const urls = serviceUrls(deploy);
        const folder = trainedWith(model).folder;
        const gone = await removeVersions({
          modelDir,
          model: folder,
          keep,
          serviceUrls: urls,
          newest: version,
        });
        removed.push(...gone.map(old => ({ model, version: old })));
      });
    }
  }
  await attempt('old logs were not removed', () => removeOldLogs(runFolder(config), version));
  await attempt('the page of all versions was not written', () => writeOverview(modelDir, new Date()));
  return { removed, warnings };
}

async function removeOldLogs(ofRun: string, version: string): Promise<void> {
  const folder = path.dirname(logFolder(ofRun, version));
  await mkdir(folder, { recursive: true });
  const runs = (await readdir(folder)).filter(name => name !== version).sort();
  for (const name of runs.slice(0, Math.max(0, runs.length + 1 - KEPT_LOGS))) {
    await rm(path.join(folder, name), { recursive: true, force: true });
  }
}

function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `${oneLine(message)}${error instanceof ClientError ? ' (a replica did not say what it has loaded)' : ''}`;
}

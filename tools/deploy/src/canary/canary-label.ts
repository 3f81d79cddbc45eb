import { readLabels, writeLabels } from '@reckit/artifacts';
import { samplesOf } from '../replicas/metric-samples';
import type { Replica } from '../replicas/replica';

/** The label of versions that are tried. */
export const CANARY = 'canary';

/** Has the label mean a version, and answer so many of a hundred requests, from the next look of the services on. */
export async function nameCanary(
  modelDir: string,
  model: string,
  version: string,
  share: number,
): Promise<void> {
  const labels = await readLabels(modelDir, model);
  await writeLabels(modelDir, model, { ...labels, [CANARY]: { version, share } });
}

/** Takes the label away, and leaves others as they are. @returns whether it was there */
export async function unnameCanary(modelDir: string, model: string): Promise<boolean> {
  const { [CANARY]: canary, ...others } = await readLabels(modelDir, model);
  if (canary !== undefined) await writeLabels(modelDir, model, others);
  return canary !== undefined;
}

/** What a service makes of the label now; null where it has none. */
export interface ShownCanary {
  readonly version: string;
  readonly share: number;
}

/** What the metrics of a service say of the label. */
export function canaryIn(metrics: string, model: string): ShownCanary | null {
  const shown = samplesOf(metrics, 'model_label_share_percent', model).find(
    ({ labels }) => labels.get('label') === CANARY,
  );
  const version = shown?.labels.get('version');
  return shown && version !== undefined ? { version, share: shown.value } : null;
}

/**
 * Takes the label away, and has every replica that still has it look again.
 *
 * @returns what is wrong with replicas that keep it, each in a few words
 */
export async function takeBackCanary(
  modelDir: string,
  model: string,
  replicas: readonly Replica[],
): Promise<readonly string[]> {
  await unnameCanary(modelDir, model);
  const astray = await Promise.all(
    replicas.map(async replica => {
      try {
        if (canaryIn(await replica.metrics(), model) === null) return [];
        await replica.reload(model, null);
        const kept = canaryIn(await replica.metrics(), model);
        // What it cannot take away was not put there by a deployment.
        return kept === null ? [] : [`${replica.name} keeps ${kept.version} as ${CANARY}`];
      } catch (error) {
        return [
          `${replica.name}: ${error instanceof Error ? error.message.replace(/\.$/, '') : String(error)}`,
        ];
      }
    }),
  );
  return astray.flat();
}

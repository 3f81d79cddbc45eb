import { setTimeout as delay } from 'node:timers/promises';
import type { Places } from '../places';
import { samplesOf } from '../replicas/metric-samples';
import type { Replica } from '../replicas/replica';

/** The label of versions that are tried. */
export const CANARY = 'canary';

/** Has the label mean a version, and answer so many of a hundred requests, from the next look of the services on. */
export function nameCanary(places: Places, model: string, version: string, share: number): Promise<void> {
  return places.relabel(model, labels => ({ ...labels, [CANARY]: { version, share } }));
}

/** Takes the label away, and leaves others as they are. @returns whether it was there */
export async function unnameCanary(places: Places, model: string): Promise<boolean> {
  let wasNamed = false;
  await places.relabel(model, labels => {
    const { [CANARY]: canary, ...others } = labels;
    if (canary === undefined) return labels;
    wasNamed = true;
    return others;
  });
  return wasNamed;
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

/** How often a replica is asked that follows later. */
const POLL_MS = 500;

/**
 * Waits until a replica makes of the label what it is to, as long as there is hope.
 *
 * @param patienceMs - 0 for a replica that has looked when it says that it has loaded
 * @returns what it makes of it at last
 */
export async function untilCanary(
  replica: Replica,
  model: string,
  isAsWanted: (shown: ShownCanary | null) => boolean,
  patienceMs: number,
): Promise<ShownCanary | null> {
  const begin = performance.now();
  for (;;) {
    const shown = canaryIn(await replica.metrics(), model);
    if (isAsWanted(shown) || performance.now() - begin >= patienceMs) return shown;
    await delay(POLL_MS);
  }
}

/**
 * Takes the label away, and has every replica that still has it look again.
 *
 * @param patienceMs - how long replicas may take that follow later
 * @returns what is wrong with replicas that keep it, each in a few words
 */
export async function takeBackCanary(
  places: Places,
  model: string,
  replicas: readonly Replica[],
  patienceMs: number,
): Promise<readonly string[]> {
  await unnameCanary(places, model);
  const astray = await Promise.all(
    replicas.map(async replica => {
      try {
        if (canaryIn(await replica.metrics(), model) === null) return [];
        await replica.reload(model, null);
        const kept = await untilCanary(replica, model, shown => shown === null, patienceMs);
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

import { OtherTraining } from '../errors';
import type { Fingerprint } from '../training/checkpoints/fingerprint';
import { broadcastValue } from './broadcast-value';
import type { Collective } from './collective';

/**
 * Makes sure that all processes are about to train the same on the same data.
 *
 * @throws OtherTraining in a process that is about to train something else than the first
 */
export async function assertSameTraining(collective: Collective, own: Fingerprint): Promise<void> {
  const first = new Map(Object.entries(Object(await broadcastValue(collective, own))));
  const names = new Set([...first.keys(), ...Object.keys(own)]);
  const differences = [...names]
    .filter(name => first.get(name) !== own[name])
    .map(name => `${name} is ${shown(own[name])} here and ${shown(first.get(name))} there`);
  if (differences.length > 0) throw new OtherTraining(collective.rank, differences);
}

function shown(value: unknown): string {
  return value === undefined ? 'not set' : JSON.stringify(value);
}

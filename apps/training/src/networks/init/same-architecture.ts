import { cut } from '@reckit/messages';
import { doesNotFit } from '../../run/init/initial-version';
import type { InitialNetwork } from './initial-network';

/** Settings of an architecture that may change from one training to the next: no weight has its size, or its meaning, from them. */
const FREE = [
  'dropout',
  'temperature',
  'extra_negatives',
  'softmax',
  'negatives',
  'negative_power',
  // Taken over.
  'scales',
];
/** Of a setting in a message. */
const SHOWN_CHARACTERS = 80;

/** What a network is and what it learns, as its manifest says. */
export interface Trained {
  readonly architecture: Readonly<Record<string, unknown>>;
  /** Facts of the data, of which those count that say what is learnt. */
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * @throws BadTrainingRun if the network of a version has other sizes, or has learnt something else
 */
export function assertSameArchitecture({ manifest }: InitialNetwork, { architecture, data }: Trained): void {
  const { version, training } = manifest;
  const before = isRecord(training['architecture']) ? training['architecture'] : {};
  for (const name of new Set([...Object.keys(architecture), ...Object.keys(before)])) {
    if (FREE.includes(name)) continue;
    assertSame(name.replaceAll('_', ' '), architecture[name], before[name]);
  }
  assertSame('targets', data['targets'], manifest.data['targets']);
  assertSame('label', data['label'], manifest.data['label']);

  function assertSame(what: string, here: unknown, there: unknown): void {
    const [mine, its] = [shown(here), shown(there)];
    if (mine !== its) throw doesNotFit(manifest, `${what}: ${mine} here and ${its} in ${version}`);
  }
}

function shown(value: unknown): string {
  if (value === undefined) return 'none';
  return cut(JSON.stringify(value).replaceAll('"', '').replaceAll(',', ', '), SHOWN_CHARACTERS);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { createRandom, type Random } from '@reckit/data';
import type { Domain, Parameters, ParameterValue, Space } from './parameter';

/** More digits of a setting would not be remembered, and tell no training from another. */
const DIGITS = 3;
/** So often a trial is drawn anew that is there already: a small space may have no other. */
const ATTEMPTS = 100;

/**
 * Draws trials from a space, no two alike. The first has no values: it is the training as the flags have it, with which
 * the others are compared. Fewer come where the space has no more.
 */
export function drawTrials(space: Space, count: number, seed: number): Parameters[] {
  const random = createRandom(seed);
  const trials: Parameters[] = [new Map()];
  const known = new Set<string>();
  for (let attempt = 0; trials.length < count && attempt < count * ATTEMPTS; attempt++) {
    const drawn = new Map([...space].map(([name, domain]) => [name, drawValue(domain, random)]));
    const text = JSON.stringify([...drawn]);
    if (known.has(text)) continue;
    known.add(text);
    trials.push(drawn);
  }
  return trials;
}

function drawValue(domain: Domain, random: Random): ParameterValue {
  if (domain.kind === 'choice') return domain.values[random.integer(0, domain.values.length - 1)];
  const { from, to, scale, whole } = domain;
  if (whole && scale === 'linear') return random.integer(from, to);
  const drawn =
    scale === 'log' ? Math.exp(random.uniform(Math.log(from), Math.log(to))) : random.uniform(from, to);
  const rounded = whole ? Math.round(drawn) : Number(drawn.toPrecision(DIGITS));
  return Math.min(Math.max(rounded, from), to);
}

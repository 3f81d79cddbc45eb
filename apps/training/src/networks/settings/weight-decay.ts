import { InvalidArgumentError } from 'commander';

/** The decay of weights, and that of groups of them. */
export interface WeightDecay {
  readonly rate: number;
  readonly groups: Readonly<Record<string, number>>;
}

/** What nothing is said of. */
export const USUAL_DECAY: WeightDecay = { rate: 0.01, groups: {} };

/** Reads a flag that is a rate, rates of groups, or both, such as `0.01,biases=0`. */
export function weightDecay(text: string): WeightDecay {
  let { rate } = USUAL_DECAY;
  const groups = new Map<string, number>();
  for (const [i, part] of text.split(',').entries()) {
    const equals = part.lastIndexOf('=');
    const value = rateIn(part.slice(equals + 1));
    if (equals >= 0) groups.set(part.slice(0, equals).trim(), value);
    else if (i === 0) rate = value;
    else throw notRead();
  }
  return { rate, groups: Object.fromEntries(groups) };
}

/** As it is typed, for messages and to compare runs. */
export function writtenDecay({ rate, groups }: WeightDecay): string | number {
  const written = Object.entries(groups).map(([group, ofGroup]) => `${group}=${ofGroup}`);
  return written.length === 0 ? rate : [rate, ...written].join();
}

function rateIn(text: string): number {
  const rate = text.trim() === '' ? NaN : Number(text);
  if (!Number.isFinite(rate) || rate < 0) throw notRead();
  return rate;
}

function notRead(): InvalidArgumentError {
  return new InvalidArgumentError(
    'Give a number, 0 or more, and those of groups as in 0.01,biases=0,deep=0.1.',
  );
}

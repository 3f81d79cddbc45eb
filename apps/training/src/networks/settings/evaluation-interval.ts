import { InvalidArgumentError } from 'commander';
import type { EvaluationInterval } from '@reckit/nn';

const STEPS = /^([1-9]\d*)steps?$/;

/** Reads how often is measured: `0.25` of an epoch, or `500steps`. */
export function evaluationInterval(text: string): EvaluationInterval {
  const [, steps] = STEPS.exec(text.trim()) ?? [];
  if (Number.isSafeInteger(Number(steps))) return { steps: Number(steps) };
  const share = text.trim() === '' ? NaN : Number(text);
  if (share > 0 && share <= 1) return { share };
  throw new InvalidArgumentError(
    'Give a share of an epoch, above 0 and up to 1, such as 0.25, or steps, such as 500steps.',
  );
}

/** As the flag is typed. */
export function shownInterval(interval: EvaluationInterval): string {
  return 'steps' in interval ? `${interval.steps}steps` : String(interval.share);
}

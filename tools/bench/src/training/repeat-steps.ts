import type { StepTiming } from './step-side';

/** Repeats a step for a while, having warmed up for half as long: caches and compiled code cool down between turns. */
export async function repeatSteps(step: () => unknown, durationMs: number): Promise<StepTiming> {
  await repeat(step, durationMs / 2);
  return repeat(step, durationMs);
}

async function repeat(step: () => unknown, durationMs: number): Promise<StepTiming> {
  const begin = performance.now();
  let steps = 0;
  let elapsedMs = 0;
  do {
    await step();
    steps++;
    elapsedMs = performance.now() - begin;
  } while (elapsedMs < durationMs);
  return { steps, elapsedMs };
}

import type { StepTiming } from './step-side';

/** Repeats a step for a while. @param warmUpSteps - steps before the clock starts */
export async function repeatSteps(
  step: () => unknown,
  warmUpSteps: number,
  durationMs: number,
): Promise<StepTiming> {
  for (let i = 0; i < warmUpSteps; i++) await step();
  const begin = performance.now();
  let steps = 0;
  let elapsedMs = 0;
  for (; elapsedMs < durationMs; steps++) {
    await step();
    elapsedMs = performance.now() - begin;
  }
  return { steps, elapsedMs };
}

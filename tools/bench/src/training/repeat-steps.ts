import type { StepTiming } from './step-side';

/** CPU time is that of all threads of this process. */
export interface RepeatedSteps extends StepTiming {
  readonly cpuMs: number;
}

/** Repeats a step for a while, having warmed up for half as long: caches and compiled code cool down between turns. */
export async function repeatSteps(step: () => unknown, durationMs: number): Promise<RepeatedSteps> {
  await repeat(step, durationMs / 2);
  return repeat(step, durationMs);
}

async function repeat(step: () => unknown, durationMs: number): Promise<RepeatedSteps> {
  const cpuBefore = process.cpuUsage();
  const begin = performance.now();
  let steps = 0;
  let elapsedMs = 0;
  do {
    await step();
    steps++;
    elapsedMs = performance.now() - begin;
  } while (elapsedMs < durationMs);
  const { user, system } = process.cpuUsage(cpuBefore);
  return { steps, elapsedMs, cpuMs: (user + system) / 1_000 };
}

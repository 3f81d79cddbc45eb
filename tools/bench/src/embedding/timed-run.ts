/** What one run has done, and how long it took. */
export interface TimedRun {
  /** Words or steps. */
  readonly amount: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

const MICROSECONDS = 1e6;

/** Measures work that this process does, its threads included. */
export async function timed(amount: number, work: () => Promise<unknown>): Promise<TimedRun> {
  const begin = performance.now();
  const cpu = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return {
    amount,
    seconds: (performance.now() - begin) / 1_000,
    cpuSeconds: (user + system) / MICROSECONDS,
  };
}

/** What a peer script says of a run. */
export interface PeerRun {
  readonly words?: number;
  readonly steps?: number;
  readonly seconds: number;
  readonly cpu_seconds: number;
}

/** A run of a peer. */
export function timedByPeer({ words, steps, seconds, cpu_seconds: cpuSeconds }: PeerRun): TimedRun {
  return { amount: words ?? steps ?? 0, seconds, cpuSeconds };
}

/**
 * What a peer script has printed, as its last line; other packages may print before.
 *
 * @typeParam T - what the script, which lies beside this program, is known to print
 */
export function lastLineOf<T>(printed: string): T {
  return JSON.parse(printed.trim().split('\n').at(-1) ?? '') as T;
}

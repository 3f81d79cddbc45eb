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

/** What a peer script prints of its run. */
export interface PeerRun {
  readonly version: string;
  readonly words?: number;
  readonly steps?: number;
  readonly seconds: number;
  readonly cpu_seconds: number;
}

/** @param printed - by a script beside this program, whose form is known */
export function timedByPeer(printed: string): TimedRun & { readonly version: string } {
  // Other packages may print before.
  const run = JSON.parse(printed.trim().split('\n').at(-1) ?? '') as PeerRun;
  return {
    amount: run.words ?? run.steps ?? 0,
    seconds: run.seconds,
    cpuSeconds: run.cpu_seconds,
    version: run.version,
  };
}

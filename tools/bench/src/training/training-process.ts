import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BenchError } from '../errors';

/** What a run of the training program took. */
export interface TrainingRun {
  /** From the start of the process to its end. */
  readonly seconds: number;
  /** CPU time of all its threads, which holds on a busy machine, too. */
  readonly cpuSeconds: number;
  /** The most memory that was ever resident. */
  readonly peakMegabytes: number;
}

const POLL_MS = 50;
/** In which Linux tells CPU time. */
const TICKS_PER_SECOND = 100;
/** Where `/proc/<pid>/stat` has user and system time, counted from behind the name of the program. */
const USER_TIME = 11;
const SYSTEM_TIME = 12;
const KIBIBYTE = 1024;
const MEGABYTE = 1_000_000;
const LAST_WORDS = 2_000;

/** The training program as it was built. @throws BenchError if it was not */
export function trainingProgram(): string {
  const program = path.resolve(__dirname, '../../apps/training/main.js');
  if (existsSync(program)) return program;
  throw new BenchError(`${program} is missing: build it first (npx nx build training).`);
}

/** Runs the training program to its end. @throws BenchError if it fails */
export async function runTraining(commandLine: readonly string[]): Promise<TrainingRun> {
  const program = trainingProgram();
  const begin = performance.now();
  const child = spawn(process.execPath, [program, ...commandLine], { stdio: ['ignore', 'ignore', 'pipe'] });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString('utf8')));
  // Of the process itself: the figure for ended children would include what this one held when it forked.
  let peakMegabytes = NaN;
  let cpuSeconds = NaN;
  const timer = setInterval(() => {
    peakMegabytes = peakOf(child.pid) ?? peakMegabytes;
    cpuSeconds = cpuSecondsOf(child.pid) ?? cpuSeconds;
  }, POLL_MS);
  try {
    const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
    const seconds = (performance.now() - begin) / 1000;
    if (code !== 0) throw new BenchError(`training failed: ${complaints.trim().slice(-LAST_WORDS)}`);
    return { seconds, cpuSeconds, peakMegabytes };
  } finally {
    clearInterval(timer);
    process.off('exit', kill);
  }
}

/** The highest resident memory of a process so far in MB; undefined where the system does not tell, or no longer. */
function peakOf(pid: number | undefined): number | undefined {
  try {
    const [, kibibytes] = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kibibytes === undefined ? undefined : (Number(kibibytes) * KIBIBYTE) / MEGABYTE;
  } catch {
    return undefined;
  }
}

/** The CPU time of a process so far; undefined where the system does not tell, or no longer. */
function cpuSecondsOf(pid: number | undefined): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}

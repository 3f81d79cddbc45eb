import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { exitCodeOf } from '../../run/interruption';
import { readTrainingEnd, type TrainingEnd, type TrialSurroundings } from './trial-messages';

/** A terminal sends them to the trials too, which may end before the tuning knows that it is to end. */
const STOPPED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A training to be run. */
export interface TrialRequest {
  /** The command of its training. */
  readonly command: string;
  readonly args: readonly string[];
  readonly surroundings: TrialSurroundings;
}

/** How it ended; `stopped` where its signal asked for it. */
export type TrialEnd = TrainingEnd | { readonly kind: 'stopped' };

/** Runs a training to its end. */
export type RunTrial = (request: TrialRequest, signal: AbortSignal) => Promise<TrialEnd>;

/**
 * Runs a training in a process of its own, so that neither its memory nor its end are those of the tuning.
 *
 * @param signal - ends it by SIGTERM, upon which it writes its checkpoint, if it has any, and is waited for
 */
export const runTrial: RunTrial = async ({ command, args, surroundings }, signal) => {
  if (signal.aborted) return { kind: 'stopped' };
  const child = fork(process.argv[1], ['trial', command, ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const stop = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  try {
    let end: TrainingEnd | null = null;
    let lastLine = '';
    child.on('message', message => (end = readTrainingEnd(message) ?? end));
    if (child.stderr)
      createInterface({ input: child.stderr }).on('line', line => (lastLine = line.trim() || lastLine));
    // It may have ended before it could be told; how it ended is told below.
    child.send(surroundings, () => undefined);
    const [code, ended] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (...how) => resolve(how));
    });
    if (end !== null) return end;
    const isStopped = signal.aborted || STOPPED.some(asked => asked === ended || exitCodeOf(asked) === code);
    return isStopped ? { kind: 'stopped' } : { kind: 'failed', reason: reasonOf(code, ended, lastLine) };
  } finally {
    signal.removeEventListener('abort', stop);
  }
};

function reasonOf(code: number | null, signal: NodeJS.Signals | null, lastLine: string): string {
  const said = lastLine === '' ? '' : `: ${lastLine}`;
  if (signal === 'SIGKILL') {
    return `its process was ended by SIGKILL, as by a system that runs out of memory. Give fewer --jobs${said}`;
  }
  return `its process ended with ${signal ?? `the exit code ${code}`}${said}`;
}

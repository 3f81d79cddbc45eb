import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** How the program of a step ended. */
export interface StepResult {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  readonly seconds: number;
  /** The last line that it wrote to standard error; empty where there is none. */
  readonly lastLine: string;
}

/**
 * Runs a program of Node.js to its end. What it prints goes to a file.
 *
 * @param logFile - added to
 * @param signal - ends it by SIGTERM, upon which it is waited for
 */
export async function runStep(
  [script, ...args]: readonly string[],
  logFile: string,
  signal: AbortSignal,
): Promise<StepResult> {
  const begin = performance.now();
  const log = createWriteStream(logFile, { flags: 'a' });
  await once(log, 'open');
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  try {
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    let lastLine = '';
    createInterface({ input: child.stderr }).on('line', line => {
      if (line.trim() !== '') lastLine = line.trim();
    });
    if (signal.aborted) stop();
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    return { exitCode, seconds: Math.round(performance.now() - begin) / 1000, lastLine };
  } finally {
    signal.removeEventListener('abort', stop);
    log.end();
  }
}

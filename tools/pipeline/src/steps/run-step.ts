import { spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** How the program of a step ended. */
export interface StepResult {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  readonly seconds: number;
  /** The last line that it wrote to standard error; empty where there is none. */
  readonly lastLine: string;
}

/** Where a step runs. */
export interface StepOptions {
  /** What it prints is added to this file. */
  readonly logFile: string;
  /** Ends it by SIGTERM, upon which it is waited for. */
  readonly signal: AbortSignal;
  /** What the program reads before its own code. @default nothing */
  readonly preload?: string;
}

/** Runs a program of Node.js to its end. */
export async function runStep(
  [script, ...args]: readonly string[],
  { logFile, signal, preload }: StepOptions,
): Promise<StepResult> {
  const log = await openLog(logFile);
  const before = preload === undefined ? [] : ['--require', preload];
  const child = spawn(process.execPath, [...before, script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, PIPELINE_PID: String(process.pid) },
  });
  return ended(child, log, signal, () => void child.kill('SIGTERM'));
}

/**
 * Runs a command of the shell to its end.
 *
 * @param environment - variables that it sees beside those of this process
 */
export async function runShell(
  command: string,
  { logFile, signal }: StepOptions,
  environment: Readonly<Record<string, string>>,
): Promise<StepResult> {
  const log = await openLog(logFile);
  const child = spawn(command, {
    shell: true,
    // A group of its own, so that what the shell starts is ended as well.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  return ended(child, log, signal, () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  });
}

async function openLog(file: string): Promise<WriteStream> {
  await mkdir(path.dirname(file), { recursive: true });
  const log = createWriteStream(file, { flags: 'a' });
  await once(log, 'open');
  return log;
}

/** What is needed of a child process. */
interface Child {
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  once(event: 'error', listener: (error: Error) => void): unknown;
  once(event: 'close', listener: (exitCode: number | null) => void): unknown;
}

async function ended(
  child: Child,
  log: WriteStream,
  signal: AbortSignal,
  stop: () => void,
): Promise<StepResult> {
  const begin = performance.now();
  let isOver = false;
  const stopOnce = (): void => {
    if (!isOver) stop();
  };
  signal.addEventListener('abort', stopOnce, { once: true });
  let lastLine = '';
  child.stdout?.pipe(log, { end: false });
  if (child.stderr) {
    child.stderr.pipe(log, { end: false });
    createInterface({ input: child.stderr }).on('line', line => {
      if (line.trim() !== '') lastLine = line.trim();
    });
  }
  try {
    if (signal.aborted) stopOnce();
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    return { exitCode, seconds: Math.round(performance.now() - begin) / 1000, lastLine };
  } finally {
    isOver = true;
    signal.removeEventListener('abort', stopOnce);
    await new Promise<void>(resolve => log.end(resolve));
  }
}

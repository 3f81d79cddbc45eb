import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What a program has come to. */
export interface ProgramEnding {
  /** Null if a signal has ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Longer than any of them takes; a program that hangs ends before its test does. */
const PATIENCE_MS = 50_000;

/** Runs a program beside the services of this process, to its end. @param patienceMs - how long that may take */
export async function runProgram(
  command: string,
  args: readonly string[],
  input = '',
  patienceMs = PATIENCE_MS,
): Promise<ProgramEnding> {
  const child = spawn(command, args, { stdio: 'pipe', timeout: patienceMs, killSignal: 'SIGKILL' });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // One that ends without reading breaks the pipe; how it ended tells more.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  await once(child, 'close');
  return { code: child.exitCode, stdout, stderr };
}

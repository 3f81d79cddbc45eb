import { spawn } from 'node:child_process';

/** How long `process.exit` may take when something may hold it up. */
const PATIENCE_MS = 300;

/** Ends the process that is its first argument after the milliseconds that are the second. */
const KILLER = `
const [pid, waitMs] = process.argv.slice(1).map(Number);
setTimeout(() => { try { process.kill(pid, 'SIGKILL'); } catch {} }, waitMs);
`;

/**
 * Ends this process. `process.exit` waits for threads that are in native code and for file operations that do not
 * return; where there may be such, another process ends this one if it is still there a moment later, since nothing in
 * this one could any more.
 */
export function exitWhateverHolds(code: number, mayBeHeld: boolean): never {
  if (mayBeHeld) {
    const killer = [`-e`, KILLER, String(process.pid), String(PATIENCE_MS)];
    spawn(process.execPath, killer, { detached: true, stdio: 'ignore' }).unref();
  }
  process.exit(code);
}

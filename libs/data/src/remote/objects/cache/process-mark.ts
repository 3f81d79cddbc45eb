import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Names a process in the name of a file: which one, by its number and the time of its start, and where numbers of
 * processes mean the same. Containers that share a cache, and the time before the last start of the machine, are
 * elsewhere.
 */
export function newMark(): string {
  return `${process.pid}_${startOf(process.pid)}-${here()}-${randomBytes(6).toString('hex')}`;
}

/**
 * Whether the process of a mark may still be there. One that is elsewhere shows it by the time of its file.
 *
 * @param ageMs - time since the file was written last
 * @param patienceMs - how old the file of a living process elsewhere may be
 */
export function mayBeAlive(mark: string, ageMs: number, patienceMs: number): boolean {
  const [id, where] = mark.split('-');
  if (where !== here()) return ageMs < patienceMs;
  const [pid, start] = id.split('_');
  try {
    process.kill(Number(pid), 0);
    // Numbers are used again: whoever has this one now may have begun later.
    return start === undefined || start === startOf(Number(pid));
  } catch (error) {
    // That of another user is there, and cannot be signalled.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** When a process began, in ticks since the machine did; 0 where the system does not tell. */
function startOf(pid: number): string {
  const stat = valueOr(() => readFileSync(`/proc/${pid}/stat`, 'utf8'), '');
  // The name, in brackets, may hold anything; the time is the twentieth field behind it.
  return stat.slice(stat.lastIndexOf(') ') + 2).split(' ')[19] ?? '0';
}

let place: string | undefined;

function here(): string {
  place ??= createHash('sha256')
    .update([hostname(), ...IN_LINUX.map(read => valueOr(read, ''))].join('\n'))
    .digest('hex')
    .slice(0, 12);
  return place;
}

const IN_LINUX = [
  () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'),
  () => readlinkSync('/proc/self/ns/pid'),
];

function valueOr(read: () => string, fallback: string): string {
  try {
    return read();
  } catch {
    return fallback;
  }
}

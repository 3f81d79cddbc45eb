import { readFileSync } from 'node:fs';

const LIMIT = /^Max open files\s+(\d+)/m;

/** How many files and connections this process may have open; null where the system does not say or sets no limit. */
export function descriptorLimit(): number | null {
  try {
    const limit = LIMIT.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
    return limit === undefined ? null : Number(limit);
  } catch {
    return null;
  }
}

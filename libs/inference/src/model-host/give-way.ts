import { platform, setPriority } from 'node:os';

/** Under full load this still leaves the thread about a third of what a thread that answers gets. */
const NICENESS = 5;

/** Lets the thread that answers requests go first where there are fewer cores than threads. */
export function giveWay(): void {
  // Linux means this thread by it; other systems would mean the whole process.
  if (platform() === 'linux') setPriority(0, NICENESS);
}

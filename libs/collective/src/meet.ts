import { host } from './host-meeting';
import { join } from './join-meeting';
import type { Meeting } from './meeting';
import { Patience } from './patience';

/** Where process 0 listens and all others find it. */
export interface MeetingPlace {
  /** A name or an address of process 0's machine. */
  readonly host: string;
  readonly port: number;
}

export interface MeetOptions {
  /** Which of the processes this is, from 0. */
  readonly rank: number;
  /** How many processes there are. */
  readonly worldSize: number;
  readonly at: MeetingPlace;
  /** What is trained, and on what: processes that differ in it do not meet. */
  readonly purpose: Readonly<Record<string, string>>;
  /** Takes a line that says for what is waited, if that takes long. */
  readonly onWaiting?: (text: string) => void;
  /** Is told, in process 0, the port where it listens, which the system chooses where `at` says 0. */
  readonly onListening?: (port: number) => void;
  /** How long to wait for the others. @default 15 minutes */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 15 * 60_000;

/**
 * Finds the other processes of a training: process 0 waits at a place, and the others come to it.
 *
 * @throws CollectiveError if they do not come in time, or are there for something else
 */
export async function meet(options: MeetOptions): Promise<Meeting> {
  const { rank, worldSize, at } = options;
  if (worldSize === 1) {
    return {
      rank,
      worldSize,
      address: at.host,
      gather: async bytes => [bytes],
      close: () => undefined,
    };
  }
  const patience = new Patience(options.patienceMs ?? PATIENCE_MS, options.onWaiting ?? (() => undefined));
  return rank === 0 ? host(options, patience) : join(options, patience);
}

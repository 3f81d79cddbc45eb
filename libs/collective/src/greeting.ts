import { CollectiveError } from './errors';
import type { MeetOptions } from './meet';

/** What a process says of itself when it comes to a meeting. */
export interface Greeting {
  readonly rank: number;
  readonly worldSize: number;
  readonly purpose: Readonly<Record<string, string>>;
}

/** What it is told: welcome, once all are there, or why not. */
export interface Reply {
  readonly refused: string | null;
}

export function greetingOf({ rank, worldSize, purpose }: Greeting): Uint8Array {
  return Buffer.from(JSON.stringify({ rank, worldSize, purpose }));
}

/** Null for what is no greeting, as of programs that look for open ports. */
export function readGreeting(bytes: Uint8Array): Greeting | null {
  const value = parsed(bytes);
  if (!isRecord(value)) return null;
  const { rank, worldSize, purpose } = value;
  if (!Number.isInteger(rank) || !Number.isInteger(worldSize) || !isRecord(purpose)) return null;
  const entries = Object.entries(purpose).map(([name, text]) => [name, String(text)]);
  return { rank: Number(rank), worldSize: Number(worldSize), purpose: Object.fromEntries(entries) };
}

export function replyOf(reply: Reply): Uint8Array {
  return Buffer.from(JSON.stringify(reply));
}

/** @throws CollectiveError for a refusal, and for what is no reply */
export function readReply(bytes: Uint8Array, { at }: Pick<MeetOptions, 'at'>): void {
  const value = parsed(bytes);
  if (!isRecord(value) || !('refused' in value)) {
    throw new CollectiveError(
      `${at.host}:${at.port} is no training: name the address of process 0 and a port that is free there.`,
    );
  }
  if (value['refused'] !== null) throw new CollectiveError(String(value['refused']));
}

/** Why a process cannot take part in the training of another; null if it can. */
export function refusalOf(come: Greeting, here: Greeting): string | null {
  if (come.worldSize !== here.worldSize) {
    return `Process ${come.rank} was told of ${come.worldSize} processes and process 0 of ${here.worldSize}: give all of them the same number.`;
  }
  if (come.rank < 1 || come.rank >= here.worldSize) {
    return `A process says that it is number ${come.rank} of ${here.worldSize}: the numbers are 0 to ${here.worldSize - 1}.`;
  }
  const names = new Set([...Object.keys(here.purpose), ...Object.keys(come.purpose)]);
  for (const name of names) {
    const [mine, its] = [here.purpose[name] ?? 'nothing', come.purpose[name] ?? 'nothing'];
    if (mine !== its) {
      return `Process ${come.rank} has ${its} for ${name}, and process 0 ${mine}: start all of them with the same.`;
    }
  }
  return null;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

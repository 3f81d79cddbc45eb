import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { mayBeAlive, newMark } from '@reckit/data';
import { NotOurTurn } from '../errors';

/** The right to change something that one process at a time may change. */
export interface Turn {
  /**
   * Whether the others still wait for this one. Not if the process stood still for so long that they took it for dead.
   */
  isHeld(): Promise<boolean>;
  /** Lets the next one begin. */
  end(): Promise<void>;
}

export interface TurnOptions {
  /** How long to wait for the others. @default 60_000 */
  readonly waitMs?: number;
  /** What is being waited for, for the message: `the registry model/registry.json`. */
  readonly what: string;
}

const USUAL_WAIT_MS = 60_000;
const POLL_MS = 20;
/** How often a ticket says that its process lives, and how long it is believed where nobody can look. */
const BEAT_MS = 5_000;
const PATIENCE_MS = 60_000;

/** A process that is about to draw a number: those with a number wait until it has one. */
const DRAWING = 'drawing';
const DIGITS = 12;

/**
 * Waits until no other process is at it: each draws a number, the lowest comes first (Lamport's bakery). Every process has
 * a file of its own, so that what a dead one leaves is removed without a race: its name is never used again. A lock of one
 * name would have to be broken, and whoever breaks it might break that of the next.
 *
 * @param folder - where the tickets lie, on a volume that all of them see
 * @throws NotOurTurn
 */
export async function takeTurn(folder: string, { waitMs = USUAL_WAIT_MS, what }: TurnOptions): Promise<Turn> {
  await mkdir(folder, { recursive: true });
  const mark = newMark();
  const drawing = path.join(folder, `${DRAWING}-${mark}`);
  await writeFile(drawing, '');
  const own = `${await nextNumber(folder)}-${mark}`;
  const ticket = path.join(folder, own);
  await writeFile(ticket, '');
  await rm(drawing);
  const beat = setInterval(() => {
    const now = new Date();
    utimes(ticket, now, now).catch(() => undefined);
  }, BEAT_MS).unref();
  const end = async (): Promise<void> => {
    clearInterval(beat);
    await rm(ticket, { force: true });
  };
  try {
    await untilFirst(folder, own, waitMs, what);
  } catch (error) {
    await end();
    throw error;
  }
  return {
    isHeld: () =>
      stat(ticket).then(
        () => true,
        () => false,
      ),
    end,
  };
}

async function nextNumber(folder: string): Promise<string> {
  const numbers = (await readdir(folder)).map(name => Number(/^\d+(?=-)/.exec(name)?.[0] ?? 0));
  return String(Math.max(0, ...numbers) + 1).padStart(DIGITS, '0');
}

async function untilFirst(folder: string, own: string, waitMs: number, what: string): Promise<void> {
  const begin = performance.now();
  for (;;) {
    // Twice: a list that is read while a process puts its number in place of its drawing may have neither.
    const before = (await oneBefore(folder, own)) ?? (await oneBefore(folder, own));
    if (before === null) return;
    if (performance.now() - begin >= waitMs) {
      throw new NotOurTurn(
        `Another process (${pidOf(before)}) is at ${what}: wait for it to end, or end it, and try again.`,
      );
    }
    await delay(POLL_MS);
  }
}

/** One of the living that come before us, or may yet draw a number that does; null if there is none. */
async function oneBefore(folder: string, own: string): Promise<string | null> {
  for (const name of (await readdir(folder)).sort()) {
    if (name === own || !(name.startsWith(DRAWING) || name < own)) continue;
    const mark = name.slice(name.indexOf('-') + 1);
    const found = await stat(path.join(folder, name)).catch(() => null);
    // What has just gone may have become a number since, so that one has to look again.
    if (found === null || mayBeAlive(mark, Date.now() - found.mtimeMs, PATIENCE_MS)) return mark;
    await rm(path.join(folder, name), { force: true });
  }
  return null;
}

function pidOf(mark: string): string {
  return mark.split('_')[0];
}

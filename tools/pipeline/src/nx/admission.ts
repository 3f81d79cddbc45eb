import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { NotOurTurn, takeTurn, type Turn } from '@reckit/registry';

const POLL_MS = 200;

/**
 * Waits for one of so many places to be free. Whoever is killed leaves its place.
 *
 * @param folder - where places are taken, the same for all who share the machine
 * @param onWait - called once if there is none at first
 */
export async function takePlace(folder: string, places: number, onWait: () => void): Promise<Turn> {
  await mkdir(folder, { recursive: true });
  for (let attempt = 0; ; attempt++) {
    for (let place = 1; place <= places; place++) {
      const turn = await tryPlace(path.join(folder, String(place)));
      if (turn !== null) return turn;
    }
    if (attempt === 0) onWait();
    await delay(POLL_MS);
  }
}

async function tryPlace(folder: string): Promise<Turn | null> {
  return takeTurn(folder, { what: 'a training', waitMs: 0 }).catch((error: unknown) => {
    if (error instanceof NotOurTurn) return null;
    throw error;
  });
}

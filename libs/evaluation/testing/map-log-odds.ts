import type { LogOddsMap } from '../src/calibration/log-odds-map';

/** What becomes of log-odds, by the meaning of a map and nothing clever. */
export function mapLogOdds({ at, to, before, after }: LogOddsMap, x: number): number {
  const last = at.length - 1;
  if (x <= at[0]) return to[0] + before * (x - at[0]);
  if (x >= at[last]) return to[last] + after * (x - at[last]);
  const i = at.findIndex(point => point > x) - 1;
  return to[i] + ((to[i + 1] - to[i]) * (x - at[i])) / (at[i + 1] - at[i]);
}

/** A number of both versions. */
export interface ComparedNumber {
  /** Null where it is not defined. */
  readonly current: number | null;
  readonly candidate: number | null;
  /** Where new less current may lie, in 95 cases of 100. @default it was not estimated */
  readonly interval?: readonly [low: number, high: number];
  /** Whether more of it is better. @default nothing is said of which is better */
  readonly betterIf?: 'more' | 'less';
}

/** New less current; null where that cannot be told. */
export function differenceOf({ candidate, current }: ComparedNumber): number | null {
  return candidate === null || current === null ? null : candidate - current;
}

/** A class for how a difference looks: only one that is no chance, where that was estimated, is better or worse. */
export function verdictOf(compared: ComparedNumber): 'better' | 'worse' | '' {
  const difference = differenceOf(compared);
  const { betterIf, interval } = compared;
  if (difference === null || difference === 0 || betterIf === undefined) return '';
  if (interval && interval[0] <= 0 && interval[1] >= 0) return '';
  return difference > 0 === (betterIf === 'more') ? 'better' : 'worse';
}

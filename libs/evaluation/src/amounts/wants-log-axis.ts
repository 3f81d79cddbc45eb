/** From here on, a middle that lies so far below the greatest value is crushed against the end of a linear axis. */
const CRUSHED_FROM = 10;

/** Whether values want an axis of ratios: most of them are many times smaller than the greatest. */
export function wantsLogAxis(middle: number, greatest: number): boolean {
  return middle > 0 && greatest >= CRUSHED_FROM * middle;
}

import type { Checks } from '@reckit/artifacts';
import { segmentsOf, type LogOddsMap } from '@reckit/onnx';

/** How far answers may lie from those that were recorded where calibrations make more of each difference. */
export function toleranceBehind(
  { relative, absolute }: Checks['tolerance'],
  maps: Iterable<LogOddsMap>,
): Checks['tolerance'] {
  const steepest = Math.max(1, ...[...maps].flatMap(map => [...segmentsOf(map).slopes]));
  return { relative: relative * steepest, absolute: absolute * steepest };
}

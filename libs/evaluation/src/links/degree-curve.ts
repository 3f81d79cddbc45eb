/** A point of how neighbours are spread over the nodes of a graph. */
export interface DegreePoint {
  readonly degree: number;
  /** The share of nodes with as many neighbours, or more. */
  readonly share: number;
}

/** Points closer than this ratio of degrees are not told apart in a drawing. */
const RATIO = 1.05;

/**
 * How neighbours are spread over nodes: for rising degrees the share of nodes that have as many. Nodes without neighbours
 * have no part in it.
 *
 * @param degrees - [nodes]
 */
export function degreeCurve(degrees: ArrayLike<number>): DegreePoint[] {
  const rising = Uint32Array.from(degrees)
    .filter(degree => degree > 0)
    .sort();
  const points: DegreePoint[] = [];
  let last = 0;
  rising.forEach((degree, below) => {
    const isMost = degree === rising[rising.length - 1];
    if (degree === last || (degree < last * RATIO && !isMost)) return;
    points.push({ degree, share: (rising.length - below) / rising.length });
    last = degree;
  });
  return points;
}

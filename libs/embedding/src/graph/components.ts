/** The parts of a graph that no edge connects. */
export interface Components {
  /** How many there are, nodes without an edge each for itself. */
  readonly count: number;
  /** The nodes of the largest. */
  readonly largest: number;
}

/**
 * Counts the parts of a graph that no edge connects.
 *
 * @param starts - where the neighbours of each node begin, [nodes + 1]
 * @param targets - neighbours in either direction
 */
export function componentsOf(starts: ArrayLike<number>, targets: ArrayLike<number>): Components {
  const nodeCount = starts.length - 1;
  const isSeen = new Uint8Array(nodeCount);
  const open = new Uint32Array(nodeCount);
  let count = 0;
  let largest = 0;
  for (let first = 0; first < nodeCount; first++) {
    if (isSeen[first] === 1) continue;
    isSeen[first] = 1;
    open[0] = first;
    let found = 1;
    for (let taken = 0; taken < found; taken++) {
      const node = open[taken];
      for (let at = starts[node]; at < starts[node + 1]; at++) {
        const next = targets[at];
        if (isSeen[next] === 1) continue;
        isSeen[next] = 1;
        open[found++] = next;
      }
    }
    count++;
    largest = Math.max(largest, found);
  }
  return { count, largest };
}

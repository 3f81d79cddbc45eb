/** Which rows of a file of vectors are neighbours in a graph, in compressed sparse rows. */
export interface Neighbours {
  /** [count + 1]: where the neighbours of each row begin among the targets, and those of the last one end. */
  readonly starts: Uint32Array;
  /** The neighbours of a row in ascending order: each once, never the row itself. */
  readonly targets: Uint32Array;
}

/** Tells every arc of a graph, in any order. */
export type EachArc = (take: (from: number, to: number) => void) => void;

/**
 * The neighbours of each row, whichever way an arc goes and however often it is there; one from a row to itself makes
 * none.
 *
 * @param count - how many rows there are
 * @param eachArc - is asked twice, so that the arcs need no memory of their own
 */
export function neighboursOf(count: number, eachArc: EachArc): Neighbours {
  // One place behind the row, where the next loop wants what lies before it.
  const starts = new Uint32Array(count + 1);
  eachArc((from, to) => {
    if (from === to) return;
    starts[from + 1]++;
    starts[to + 1]++;
  });
  for (let row = 0; row < count; row++) starts[row + 1] += starts[row];
  const places = starts.slice(0, count);
  const targets = new Uint32Array(starts[count]);
  eachArc((from, to) => {
    if (from === to) return;
    targets[places[from]++] = to;
    targets[places[to]++] = from;
  });
  return distinct(starts, targets);
}

/** Sorts each row, and moves what is there once to the front. */
function distinct(starts: Uint32Array, targets: Uint32Array): Neighbours {
  let kept = 0;
  let begin = 0;
  for (let row = 0; row + 1 < starts.length; row++) {
    const end = starts[row + 1];
    const own = targets.subarray(begin, end).sort();
    for (let i = 0; i < own.length; i++) {
      if (i === 0 || own[i] !== own[i - 1]) targets[kept++] = own[i];
    }
    begin = end;
    starts[row + 1] = kept;
  }
  return { starts, targets: targets.slice(0, kept) };
}

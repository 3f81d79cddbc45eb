/** Arcs by their first node, those of each by ascending second node, each pair of nodes once. */
export interface Rows {
  readonly starts: Uint32Array<SharedArrayBuffer>;
  readonly targets: Int32Array<SharedArrayBuffer>;
  readonly weights: Float32Array<SharedArrayBuffer> | null;
}

/** Sorts arcs, and makes one of those between the same nodes, with the sum of their weights. */
export function sortedRows(
  nodeCount: number,
  from: Int32Array,
  to: Int32Array,
  weights: Float32Array | null,
): Rows {
  // By the second node, then by the first, which leaves those of the first in the order of the second.
  const order = countingOrder(nodeCount, from, countingOrder(nodeCount, to, null));
  const isNew = (i: number): boolean =>
    i === 0 || from[order[i]] !== from[order[i - 1]] || to[order[i]] !== to[order[i - 1]];
  let count = 0;
  for (let i = 0; i < order.length; i++) if (isNew(i)) count++;

  const starts = new Uint32Array(new SharedArrayBuffer((nodeCount + 1) * Uint32Array.BYTES_PER_ELEMENT));
  const targets = new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
  const summed = weights && new Float32Array(new SharedArrayBuffer(count * Float32Array.BYTES_PER_ELEMENT));
  let arc = -1;
  for (let i = 0; i < order.length; i++) {
    if (isNew(i)) {
      arc++;
      targets[arc] = to[order[i]];
      starts[from[order[i]] + 1]++;
    }
    if (weights && summed) summed[arc] += weights[order[i]];
  }
  for (let node = 0; node < nodeCount; node++) starts[node + 1] += starts[node];
  return { starts, targets, weights: summed };
}

/** The order of things by their keys below `keyCount`, those with the same key as in the order before. */
function countingOrder(keyCount: number, keys: Int32Array, before: Uint32Array | null): Uint32Array {
  const ends = new Uint32Array(keyCount + 1);
  for (const key of keys) ends[key + 1]++;
  for (let key = 0; key < keyCount; key++) ends[key + 1] += ends[key];
  const order = new Uint32Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    const thing = before ? before[i] : i;
    order[ends[keys[thing]]++] = thing;
  }
  return order;
}

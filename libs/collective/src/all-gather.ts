import type { Collective } from './collective';

/** What every process gives, by rank; each gives as many bytes as it likes. */
export function allGather(collective: Collective, bytes: Uint8Array): Uint8Array[] {
  const { rank, worldSize } = collective;
  const lengths = new Float64Array(worldSize);
  lengths[rank] = bytes.length;
  collective.allReduceSum(lengths);
  return Array.from(lengths, (length, root) => {
    const part = root === rank ? bytes.slice() : new Uint8Array(length);
    if (length > 0) collective.broadcast(part, root);
    return part;
  });
}

import type { LogOddsSegments } from '../calibration/log-odds-map';
import { DATA_TYPES } from '../graph';
import type { ReadGraph, ReadNode } from './read-graph';

/** Operators of a map of log-odds, in the order in which `appendLogOddsMap` writes them. */
const OPS = ['GreaterOrEqual', 'Cast', 'ReduceSum', 'Gather', 'Gather', 'Gather', 'Sub', 'Mul', 'Add'];

/** A map of log-odds in a graph, and what comes out of it. */
export interface FoundLogOddsMap {
  readonly segments: LogOddsSegments;
  readonly output: string;
  /** The nodes behind it. */
  readonly rest: readonly ReadNode[];
}

/**
 * Recognises a map of log-odds.
 *
 * @param logOdds - the value that it is of
 * @param nodes - behind the one that gives it
 * @returns null where there is none
 */
export function readLogOddsMap(
  graph: ReadGraph,
  logOdds: string,
  nodes: readonly ReadNode[],
): FoundLogOddsMap | null {
  const own = nodes.slice(0, OPS.length);
  if (own.map(({ op }) => op).join() !== OPS.join() || own.some(({ domain }) => domain !== '')) return null;
  const [reached, ones, segment, start, value, slope, beyond, product, sum] = own;
  const isWired = [
    isOf(reached, logOdds, null),
    isOf(ones, reached.outputs[0]) && ones.attributes.get('to')?.int === DATA_TYPES.int32,
    isOf(segment, ones.outputs[0], null) && segment.attributes.get('keepdims')?.int === 1,
    ...[start, value, slope].map(
      gather => isOf(gather, null, segment.outputs[0]) && !gather.attributes.has('axis'),
    ),
    isOf(beyond, logOdds, start.outputs[0]),
    isOf(product, slope.outputs[0], beyond.outputs[0]),
    isOf(sum, value.outputs[0], product.outputs[0]),
    isAlongPoints(graph, segment.inputs[1]),
  ].every(Boolean);
  const [bounds, starts, values, slopes] = [
    reached.inputs[1],
    ...[start, value, slope].map(({ inputs }) => inputs[0]),
  ].map(name => floatsOf(graph, name));
  if (!isWired || !bounds || !starts || !values || !slopes) return null;
  if ([starts, values, slopes].some(list => list.length !== bounds.length + 1)) return null;
  if (bounds.length === 0 || bounds.some((bound, i) => i > 0 && !(bound > bounds[i - 1]))) return null;
  return {
    segments: { bounds, starts, values, slopes },
    output: sum.outputs[0],
    rest: nodes.slice(OPS.length),
  };
}

/** Whether a node has these inputs, null being any. */
function isOf({ inputs }: ReadNode, ...expected: readonly (string | null)[]): boolean {
  return (
    inputs.length === expected.length && expected.every((name, i) => name === null || name === inputs[i])
  );
}

/** Whether it is the points that are added up, for each row. */
function isAlongPoints({ constants }: ReadGraph, axes: string | undefined): boolean {
  const constant = constants.get(axes ?? '');
  return (
    constant?.dataType === DATA_TYPES.int64 &&
    constant.dims.join() === '1' &&
    Buffer.from(BigInt64Array.of(1n).buffer).equals(constant.raw)
  );
}

/** A constant that is a list. */
function floatsOf({ constants }: ReadGraph, name: string | undefined): Float32Array | null {
  const constant = constants.get(name ?? '');
  if (constant?.dataType !== DATA_TYPES.float || constant.dims.length !== 1) return null;
  // A copy, which begins where numbers may.
  const floats = new Float32Array(Uint8Array.from(constant.raw).buffer);
  return floats.length === constant.dims[0] ? floats : null;
}

import { DATA_TYPES } from '../graph';
import type { GraphBuilder } from '../graph-builder';
import { segmentsOf, type LogOddsMap } from './log-odds-map';

/**
 * Adds the nodes that map log-odds, which `readLogOddsMap` recognises.
 *
 * @param logOdds - value of shape [rows, 1]
 * @returns value of the same shape
 */
export function appendLogOddsMap(graph: GraphBuilder, logOdds: string, map: LogOddsMap): string {
  const { bounds, starts, values, slopes } = segmentsOf(map);
  const list = (floats: Float32Array, hint: string): string =>
    graph.constant({ type: 'float', shape: [floats.length], values: floats }, hint);
  const axes = graph.constant({ type: 'int64', shape: [1], values: BigInt64Array.of(1n) }, 'axes');
  const reached = graph.node('GreaterOrEqual', [logOdds, list(bounds, 'bounds')]);
  const ones = graph.node('Cast', [reached], {
    attributes: { to: { kind: 'int', value: DATA_TYPES.int32 } },
  });
  const segment = graph.node('ReduceSum', [ones, axes], {
    attributes: { keepdims: { kind: 'int', value: 1 } },
  });
  const start = graph.node('Gather', [list(starts, 'starts'), segment]);
  const value = graph.node('Gather', [list(values, 'values'), segment]);
  const slope = graph.node('Gather', [list(slopes, 'slopes'), segment]);
  const beyond = graph.node('Sub', [logOdds, start]);
  return graph.node('Add', [value, graph.node('Mul', [slope, beyond])]);
}

import protobuf from 'protobufjs/minimal';
import type { ForestGraph } from './forest-graph';
import { readGraph } from './read-graph';

/**
 * The same graph with no more than the first trees of it, all else being what it was: what such a graph is taken for can
 * be tried on a part of it.
 *
 * @param forest - what `readForestGraph` has read from it
 * @param mostNodes - of these trees, the first one set aside
 * @returns the graph itself if it has no more nodes, or if its leaves do not lie tree by tree
 */
export function firstTrees(onnx: Uint8Array, { treeStarts }: ForestGraph, mostNodes: number): Uint8Array {
  if (treeStarts[treeStarts.length - 1] <= mostNodes) return onnx;
  const treeCount = Math.max(1, treeStarts.findIndex(start => start > mostNodes) - 1);
  const [ensemble] = readGraph(onnx, name => name === 'target_treeids').nodes.filter(
    ({ op }) => op === ENSEMBLE,
  );
  const leafTrees = ensemble.attributes.get('target_treeids')?.ints ?? new Int32Array();
  if (!isAscending(leafTrees)) return onnx;
  const leaves = leafTrees.findIndex(tree => tree >= treeCount);
  const counts = { nodes: treeStarts[treeCount], leaves: leaves < 0 ? leafTrees.length : leaves };
  const inNode = (node: Uint8Array): Uint8Array =>
    textField(node, 4) === ENSEMBLE ? withField(node, 5, attribute => withoutMore(attribute, counts)) : node;
  return withField(onnx, 7, graph => withField(graph, 1, inNode));
}

const ENSEMBLE = 'TreeEnsembleRegressor';

/** How many entries stay of the lists that have one a node, and of those that have one a leaf. */
interface Counts {
  readonly nodes: number;
  readonly leaves: number;
}

function isAscending(values: Int32Array): boolean {
  return values.every((value, i) => i === 0 || values[i - 1] <= value);
}

/** An attribute whose lists have no more entries than are to stay. */
function withoutMore(attribute: Uint8Array, { nodes, leaves }: Counts): Uint8Array {
  const name = textField(attribute, 1);
  const most = name.startsWith('nodes_') ? nodes : name.startsWith('target_') ? leaves : Infinity;
  let loose = 0;
  return rewritten(attribute, (field, wireType) => {
    if (field < 7 || field > 9) return KEEP;
    // Numbers come packed into one field, or one by one as texts do.
    if (field === 9 || wireType !== LENGTH_DELIMITED) return loose++ < most ? KEEP : LEAVE_OUT;
    return packed => packed.subarray(0, field === 7 ? 4 * most : endOfVarints(packed, most));
  });
}

/** Where the first `count` numbers end, of which each byte but the last one has its highest bit set. */
function endOfVarints(bytes: Uint8Array, count: number): number {
  let end = 0;
  for (let left = count; left > 0 && end < bytes.length; end++) if (bytes[end] < 128) left--;
  return end;
}

/** A message in which every embedded one with a number is another one. */
function withField(
  message: Uint8Array,
  number: number,
  change: (content: Uint8Array) => Uint8Array,
): Uint8Array {
  return rewritten(message, (field, wireType) =>
    field === number && wireType === LENGTH_DELIMITED ? change : KEEP,
  );
}

const LENGTH_DELIMITED = 2;
const KEEP = Symbol('keep');
const LEAVE_OUT = Symbol('leave out');

/** @param changeOf - what becomes of a field: what it is, nothing, or another content of as many bytes as that has */
function rewritten(
  message: Uint8Array,
  changeOf: (
    field: number,
    wireType: number,
  ) => typeof KEEP | typeof LEAVE_OUT | ((content: Uint8Array) => Uint8Array),
): Uint8Array {
  const pieces: Uint8Array[] = [];
  const reader = protobuf.Reader.create(message);
  /** Where what is kept begins. */
  let from = 0;
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const tag = reader.uint32();
    const change = changeOf(tag >>> 3, tag & 7);
    if (change === KEEP) {
      reader.skipType(tag & 7);
      continue;
    }
    if (from < start) pieces.push(message.subarray(from, start));
    if (change === LEAVE_OUT) reader.skipType(tag & 7);
    else pieces.push(protobuf.Writer.create().uint32(tag).bytes(change(reader.bytes())).finish());
    from = reader.pos;
  }
  pieces.push(message.subarray(from));
  return Buffer.concat(pieces);
}

/** The first text with a number. */
function textField(message: Uint8Array, number: number): string {
  const reader = protobuf.Reader.create(message);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 === number) return reader.string();
    reader.skipType(tag & 7);
  }
  return '';
}

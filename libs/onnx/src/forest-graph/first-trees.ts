import protobuf from 'protobufjs/minimal';
import { readGraph, type ReadNode } from './read-graph';

/**
 * The same graph with no more than the first trees of it, all else being what it was: what such a graph is taken for
 * can be tried on a part of it.
 *
 * @param mostNodes - of these trees, the first one set aside
 * @returns the graph itself if it has no more nodes, or if its trees do not lie one after the other
 * @throws Error if the bytes are no ONNX file
 */
export function firstTrees(onnx: Uint8Array, mostNodes: number): Uint8Array {
  const wanted = ['nodes_treeids', 'target_treeids'];
  const ensembles = readGraph(onnx, name => wanted.includes(name)).nodes.filter(({ op }) => op === ENSEMBLE);
  const counts = ensembles.length === 1 ? countsOf(ensembles[0], mostNodes) : null;
  if (!counts) return onnx;
  const inNode = (node: Uint8Array): Uint8Array =>
    isEnsemble(node) ? withField(node, 5, attribute => withoutMore(attribute, counts)) : node;
  return withField(onnx, 7, graph => withField(graph, 1, inNode));
}

const ENSEMBLE = 'TreeEnsembleRegressor';

/** How many entries stay of the lists that have one a node, and of those that have one a leaf. */
interface Counts {
  readonly nodes: number;
  readonly leaves: number;
}

/** Null if all stay, or none could be told from the others. */
function countsOf({ attributes }: ReadNode, mostNodes: number): Counts | null {
  const nodeTrees = attributes.get('nodes_treeids')?.ints ?? new Int32Array();
  const leafTrees = attributes.get('target_treeids')?.ints ?? new Int32Array();
  if (nodeTrees.length <= mostNodes || !isAscending(nodeTrees) || !isAscending(leafTrees)) return null;
  // The first tree that does not stay whole.
  const tree = Math.max(nodeTrees[mostNodes], nodeTrees[0] + 1);
  const before = (trees: Int32Array): number => {
    const end = trees.findIndex(each => each >= tree);
    return end < 0 ? trees.length : end;
  };
  return { nodes: before(nodeTrees), leaves: before(leafTrees) };
}

function isAscending(values: Int32Array): boolean {
  return values.every((value, i) => i === 0 || values[i - 1] <= value);
}

function isEnsemble(node: Uint8Array): boolean {
  let op = '';
  forEachField(node, (field, reader) => {
    if (field === 4) op = reader.string();
  });
  return op === ENSEMBLE;
}

/** An attribute whose lists have no more entries than are to stay. */
function withoutMore(attribute: Uint8Array, { nodes, leaves }: Counts): Uint8Array {
  let name = '';
  forEachField(attribute, (field, reader) => {
    if (field === 1) name = reader.string();
  });
  const most = name.startsWith('nodes_') ? nodes : name.startsWith('target_') ? leaves : Infinity;
  let loose = 0;
  return rewritten(attribute, (field, wireType, content) => {
    if (field < 7 || field > 9) return content;
    const isPacked = field < 9 && wireType === LENGTH_DELIMITED;
    if (!isPacked) return loose++ < most ? content : null;
    return content.subarray(0, field === 7 ? Math.min(4 * most, content.length) : endOfVarints(content, most));
  });
}

/** Where the first `count` numbers end, of which each byte but the last one has its highest bit set. */
function endOfVarints(bytes: Uint8Array, count: number): number {
  let end = 0;
  for (let left = count; left > 0 && end < bytes.length; end++) if (bytes[end] < 128) left--;
  return end;
}

/** A message in which every field of a number is another one. */
function withField(message: Uint8Array, number: number, change: (content: Uint8Array) => Uint8Array): Uint8Array {
  return rewritten(message, (field, wireType, content) =>
    field === number && wireType === LENGTH_DELIMITED ? change(content) : content,
  );
}

const LENGTH_DELIMITED = 2;

/** A message of the contents that `change` gives for its fields, which are left out where it gives null. */
function rewritten(
  message: Uint8Array,
  change: (field: number, wireType: number, content: Uint8Array) => Uint8Array | null,
): Uint8Array {
  const pieces: Uint8Array[] = [];
  const reader = protobuf.Reader.create(message);
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const tag = reader.uint32();
    const wireType = tag & 7;
    if (wireType !== LENGTH_DELIMITED) {
      const from = reader.pos;
      reader.skipType(wireType);
      const content = message.subarray(from, reader.pos);
      if (change(tag >>> 3, wireType, content)) pieces.push(message.subarray(start, reader.pos));
      continue;
    }
    const before = reader.bytes();
    const content = change(tag >>> 3, wireType, before);
    if (content === before) pieces.push(message.subarray(start, reader.pos));
    else if (content) pieces.push(protobuf.Writer.create().uint32(tag).bytes(content).finish());
  }
  return Buffer.concat(pieces);
}

function forEachField(message: Uint8Array, read: (field: number, reader: protobuf.Reader) => void): void {
  const reader = protobuf.Reader.create(message);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const next = reader.pos;
    read(tag >>> 3, reader);
    reader.pos = next;
    reader.skipType(tag & 7);
  }
}

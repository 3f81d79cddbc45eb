import { DATA_TYPES } from '../graph';
import type { ReadGraph, ReadNode, ReadTensor } from './read-graph';

/** Columns that are derived from one with codes: 1 where the code is in the set of the column, 0 where not, NaN for NaN. */
export interface CategoryColumns {
  /** The column of the input. */
  readonly column: number;
  /** The class of a negative code, of the codes from 0 on, and of every larger one. */
  readonly classOfEntry: Int32Array;
  /** [classes, bytesPerClass] The sets that a class is in, a bit each, the lowest of a byte first. */
  readonly members: Uint8Array;
  /** An eighth of the derived columns. */
  readonly bytesPerClass: number;
}

/**
 * Recognises the derived columns as `forestToOnnx` appends them to the input.
 *
 * @param columns - the value that the trees read
 * @returns null for whatever else comes before the trees
 */
export function categoryColumns(graph: ReadGraph, columns: string): CategoryColumns[] | null {
  const [input] = graph.inputs;
  if (columns === input) return [];
  const view = new GraphView(graph);
  const concat = view.node(columns, 'Concat');
  if (concat?.inputs[0] !== input || axisOf(concat) !== 1) return null;
  const found = concat.inputs.slice(1).map(name => columnsOf(view, name, input));
  return found.every(each => each !== null) ? found : null;
}

/** Nodes by what they give, and the values of constants. */
class GraphView {
  readonly #nodes = new Map<string, ReadNode>();
  readonly #constants: ReadonlyMap<string, ReadTensor>;

  constructor({ nodes, constants }: ReadGraph) {
    this.#constants = constants;
    for (const node of nodes) if (node.domain === '') this.#nodes.set(node.outputs[0], node);
  }

  /** The node that gives a value, if it is such an operator. */
  node(value: string | undefined, op: string): ReadNode | null {
    const node = this.#nodes.get(value ?? '');
    return node?.op === op ? node : null;
  }

  bytes(value: string | undefined, type: keyof typeof DATA_TYPES): Uint8Array<ArrayBuffer> | null {
    const constant = this.#constants.get(value ?? '');
    // A copy, which begins where numbers may.
    return constant?.dataType === DATA_TYPES[type] ? Uint8Array.from(constant.raw) : null;
  }

  floats(value: string | undefined): Float32Array | null {
    const bytes = this.bytes(value, 'float');
    return bytes && new Float32Array(bytes.buffer);
  }

  ints(value: string | undefined): Int32Array | null {
    const bytes = this.bytes(value, 'int32');
    return bytes && new Int32Array(bytes.buffer);
  }

  longs(value: string | undefined): number[] | null {
    const bytes = this.bytes(value, 'int64');
    return bytes && Array.from(new BigInt64Array(bytes.buffer), Number);
  }

  /** The last dimension of a constant. */
  width(value: string | undefined): number {
    return this.#constants.get(value ?? '')?.dims.at(-1) ?? 0;
  }
}

/** From the columns of one feature back to the input, step by step as `appendCategoricalColumns` wrote them. */
function columnsOf(view: GraphView, name: string, input: string): CategoryColumns | null {
  const reshape = view.node(name, 'Reshape');
  const unpacked = view.node(reshape?.inputs[0], 'Gather');
  const bytesOrMissing = view.node(unpacked?.inputs[1], 'Where');
  const bytes = view.node(bytesOrMissing?.inputs[2], 'Cast');
  const byClass = view.node(bytes?.inputs[0], 'Gather');
  const byEntry = view.node(byClass?.inputs[1], 'Gather');
  const squeeze = view.node(byEntry?.inputs[1], 'Squeeze');
  const entry = view.node(squeeze?.inputs[0], 'Gather');
  const isMissing = view.node(bytesOrMissing?.inputs[0], 'Gather');
  const position = view.longs(entry?.inputs[1]);
  const classOfEntry = view.ints(byEntry?.inputs[0]);
  const members = view.bytes(byClass?.inputs[0], 'uint8');
  const bytesPerClass = view.width(byClass?.inputs[0]);
  const bits = view.floats(unpacked?.inputs[0]);
  if (!entry || !isMissing || !position || !classOfEntry || !members || !bits || bytesPerClass === 0)
    return null;
  const isUnpacked =
    [unpacked, byClass, byEntry].every(node => node !== null && axisOf(node) === 0) &&
    isBits(bits) &&
    same(view.ints(bytesOrMissing?.inputs[1]), [256]) &&
    same(view.longs(reshape?.inputs[1]), [-1, 8 * bytesPerClass]);
  const isOfRow =
    axisOf(entry) === 1 && axisOf(isMissing) === 1 && same(view.longs(isMissing.inputs[1]), position);
  const isInTable = classOfEntry.every(each => each >= 0 && (each + 1) * bytesPerClass <= members.length);
  const column = codesOf(view, entry.inputs[0], isMissing.inputs[0], position[0], classOfEntry.length, input);
  if (!isUnpacked || !isOfRow || !isInTable || column === null) return null;
  return { column, classOfEntry, members, bytesPerClass };
}

/** The column of the input whose codes, counted from a negative one on, `entries` holds at a position. */
function codesOf(
  view: GraphView,
  entries: string,
  missing: string,
  position: number,
  entryCount: number,
  input: string,
): number | null {
  const cast = view.node(entries, 'Cast');
  const add = view.node(cast?.inputs[0], 'Add');
  const code = view.node(add?.inputs[0], 'Where');
  const isMissing = view.node(missing, 'IsNaN');
  const atLeast = view.node(code?.inputs[2], 'Max');
  const atMost = view.node(atLeast?.inputs[0], 'Min');
  const floor = view.node(atMost?.inputs[0], 'Floor');
  const codes = view.node(floor?.inputs[0], 'Gather');
  const beyond = view.floats(atMost?.inputs[1]);
  const isCounted =
    same(view.floats(add?.inputs[1]), [1]) &&
    same(view.floats(atLeast?.inputs[1]), [-1]) &&
    same(view.floats(code?.inputs[1]), [-1]) &&
    code?.inputs[0] === missing &&
    beyond?.[position] === entryCount - 2;
  const isOfInput =
    codes?.inputs[0] === input && axisOf(codes) === 1 && isMissing?.inputs[0] === floor?.inputs[0];
  return isCounted && isOfInput ? (view.longs(codes.inputs[1])?.[position] ?? null) : null;
}

function axisOf(node: ReadNode): number {
  return node.attributes.get('axis')?.int ?? 0;
}

function same(values: ArrayLike<number> | null, expected: readonly number[]): boolean {
  return values?.length === expected.length && expected.every((value, i) => values[i] === value);
}

/** Whether the numbers 0 to 255 stand there as their bits, and NaN for what is missing. */
function isBits(bits: Float32Array): boolean {
  return (
    bits.length === 257 * 8 &&
    bits.every((bit, i) => Object.is(bit, i < 2048 ? ((i >>> 3) >>> (i & 7)) & 1 : NaN))
  );
}

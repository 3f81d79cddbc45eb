import forestWalk from './compiled/forest-walk';
import { loadKernel } from './load-kernel';
import { MemoryPlan } from './memory-plan';

/** What is asked of a column of numbers: whether a value is not below a threshold. */
export interface NumberQuestions {
  readonly column: number;
  /** Ascending, each once. */
  readonly thresholds: Float32Array;
  readonly parts: readonly QuestionsPart[];
}

/** What is asked of a column of category codes: whether the class of a code is in a set. */
export interface CategoryQuestions {
  readonly column: number;
  /** The class of a negative code, of the codes from 0 on, and of every larger one. */
  readonly classOfEntry: Int32Array;
  /** [classes, bytesPerClass] The sets that a class is in, a bit each, the lowest of a byte first. */
  readonly members: Uint8Array;
  readonly bytesPerClass: number;
  readonly parts: readonly QuestionsPart[];
}

/** The questions of a column once more for each of the answers that a missing value can have. */
export interface QuestionsPart {
  /** The number of the first of them, a multiple of `QUESTIONS_AT_ONCE`. */
  readonly first: number;
  readonly missingLeft: boolean;
}

/** Questions are numbered in lots of so many, of which the last ones of a column may ask nothing. */
export const QUESTIONS_AT_ONCE = 16;

/** A forest, as `layOutWalk` of the inference library lays it out. */
export interface ForestWalks {
  readonly questions: readonly (NumberQuestions | CategoryQuestions)[];
  /** A multiple of `QUESTIONS_AT_ONCE`. The first lot is that of the leaves, and answered with no. */
  readonly questionCount: number;
  /**
   * Two words a node: the number of its question, and where its left child is, to which no leads; yes leads to the right
   * one, which comes next. A leaf has the question 0 and leads to itself.
   */
  readonly nodes: Uint32Array;
  /** [nodes] Of the leaves. */
  readonly values: Float32Array;
  readonly roots: Int32Array;
  readonly depths: Int32Array;
  /** The output that each tree adds to. */
  readonly treeOutputs: Int32Array;
  readonly outputCount: number;
}

/** What `assembly/forest-walk.ts` exports. */
interface Kernel {
  freeAt(): number;
  layOut(
    columns: number,
    columnCount: number,
    trees: number,
    treeCount: number,
    eights: number,
    nodes: number,
    values: number,
    answers: number,
    answerCount: number,
    groups: number,
    outputCount: number,
  ): void;
  score(rows: number, rowCount: number, width: number, sums: number): void;
}

const WORD_BYTES = 4;
const NODE_BYTES = 8;
const COLUMN_WORDS = 8;
const PART_WORDS = 2;
const TREE_WORDS = 4;
const EIGHT_WORDS = 2;
const WALKS = 8;
/** So much of the nearest cache is for answers. */
const MOST_ANSWERS = 24_576;
const MOST_GROUPS = 16;
/** So many values are handed over at once, or one row if that has more. */
const MOST_VALUES = 8_192;
/** A tree of so many levels is gone down to its end; of a deeper one, this is where the looking begins. */
const SURE_DEPTH = 12;
const FIRST_LOOK = 8;

/** Sums the leaves that rows come to in the trees of a forest, which is in a memory of its own. */
export class ForestWalkKernel {
  readonly #kernel: Kernel;
  readonly #values: Float32Array;
  readonly #sums: Float32Array;
  readonly #outputCount: number;
  readonly #rows: number;

  /**
   * @param width - how many values a row has
   * @throws RangeError if there is no memory for that
   */
  constructor(
    walks: ForestWalks,
    private readonly width: number,
  ) {
    const kernel = loadKernel<Kernel>(forestWalk);
    this.#kernel = kernel;
    this.#outputCount = walks.outputCount;
    this.#rows = Math.max(1, Math.floor(MOST_VALUES / Math.max(1, width, walks.outputCount)));

    const { questions, questionCount, nodes, values, roots, outputCount } = walks;
    const groups = Math.min(
      MOST_GROUPS,
      Math.max(1, Math.floor(MOST_ANSWERS / questionCount)),
      Math.ceil(this.#rows / WALKS),
    );
    const eightCount = Math.ceil(roots.length / WALKS);

    const plan = new MemoryPlan(kernel);
    const places = placesOf(questions, plan);
    const treesAt = plan.take(eightCount * WALKS * TREE_WORDS * WORD_BYTES);
    const eightsAt = plan.take(eightCount * EIGHT_WORDS * WORD_BYTES);
    const nodesAt = plan.take(nodes.byteLength);
    const valuesAt = plan.take(values.byteLength);
    const answersAt = plan.take(groups * questionCount);
    const rowsAt = plan.take(this.#rows * width * WORD_BYTES);
    const sumsAt = plan.take((this.#rows + WALKS) * outputCount * WORD_BYTES);
    const buffer = plan.allocate();

    writeQuestions(questions, places, buffer);
    new Int32Array(buffer, treesAt).set(treeTable(walks, nodesAt));
    new Int32Array(buffer, eightsAt).set(eightTable(walks));
    copyNodes(nodes, new Uint32Array(buffer, nodesAt, nodes.length), nodesAt);
    new Float32Array(buffer, valuesAt).set(values);
    kernel.layOut(
      places.columnsAt,
      questions.length,
      treesAt,
      roots.length,
      eightsAt,
      nodesAt,
      valuesAt,
      answersAt,
      questionCount,
      groups,
      outputCount,
    );
    this.#values = new Float32Array(buffer, rowsAt, this.#rows * width);
    this.#sums = new Float32Array(buffer, sumsAt, this.#rows * outputCount);
  }

  /**
   * @param values - row-major [rowCount, width]
   * @returns the float32 sums of the leaves [rowCount, outputCount], in the order of the trees
   */
  score(values: Float32Array, rowCount: number): Float32Array {
    const { width } = this;
    const room = this.#rows;
    const sums = new Float32Array(rowCount * this.#outputCount);
    for (let row = 0; row < rowCount; row += room) {
      const count = Math.min(room, rowCount - row);
      const isAll = count === rowCount;
      this.#values.set(isAll ? values : values.subarray(row * width, (row + count) * width));
      this.#kernel.score(this.#values.byteOffset, count, width, this.#sums.byteOffset);
      sums.set(this.#sums.subarray(0, count * this.#outputCount), row * this.#outputCount);
    }
    return sums;
  }
}

/** Where the questions lie. */
interface Places {
  readonly columnsAt: number;
  readonly partsAt: number;
  /** Of each column: where its thresholds or classes lie, and the members of the classes. */
  readonly tables: readonly { readonly tableAt: number; readonly membersAt: number }[];
}

function placesOf(questions: ForestWalks['questions'], plan: MemoryPlan): Places {
  const partCount = questions.reduce((sum, { parts }) => sum + parts.length, 0);
  return {
    columnsAt: plan.take(questions.length * COLUMN_WORDS * WORD_BYTES),
    partsAt: plan.take(partCount * PART_WORDS * WORD_BYTES),
    tables: questions.map(each => {
      if ('thresholds' in each) return { tableAt: plan.take(each.thresholds.byteLength), membersAt: 0 };
      const tableAt = plan.take(each.classOfEntry.byteLength);
      // Two bytes are read at once.
      return { tableAt, membersAt: plan.take(each.members.byteLength + 1) };
    }),
  };
}

/** Writes what is asked of each column as `answer` of the kernel reads it. */
function writeQuestions(
  questions: ForestWalks['questions'],
  { columnsAt, partsAt, tables }: Places,
  buffer: ArrayBuffer,
): void {
  let partAt = partsAt;
  questions.forEach((each, i) => {
    const { tableAt, membersAt } = tables[i];
    const partsEnd = partAt + each.parts.length * PART_WORDS * WORD_BYTES;
    const words = new Int32Array(buffer, columnsAt + i * COLUMN_WORDS * WORD_BYTES, COLUMN_WORDS);
    const column = each.column * WORD_BYTES;
    if ('thresholds' in each) {
      const { thresholds } = each;
      new Float32Array(buffer, tableAt).set(thresholds);
      words.set([column, tableAt, thresholds.length, 0, 0, partAt, partsEnd, thresholds.length]);
    } else {
      const { classOfEntry, members, bytesPerClass } = each;
      new Int32Array(buffer, tableAt).set(classOfEntry);
      new Uint8Array(buffer, membersAt).set(members);
      const table = [tableAt, classOfEntry.length, membersAt, bytesPerClass];
      words.set([column, ...table, partAt, partsEnd, 8 * bytesPerClass]);
    }
    const parts = each.parts.flatMap(({ first, missingLeft }) => [first, missingLeft ? 0 : 1]);
    new Int32Array(buffer, partAt).set(parts);
    partAt = partsEnd;
  });
}

/** The trees as the kernel reads them; those that fill up the last eight have the root of the first, and count for nothing. */
function treeTable({ roots, depths, treeOutputs }: ForestWalks, nodesAt: number): Int32Array {
  const table = new Int32Array(Math.ceil(roots.length / WALKS) * WALKS * TREE_WORDS);
  for (let tree = 0; tree * TREE_WORDS < table.length; tree++) {
    const root = roots[tree] ?? roots[0];
    table.set(
      [nodesAt + root * NODE_BYTES, ...walkOf(depths[tree] ?? 0), treeOutputs[tree] ?? 0],
      tree * TREE_WORDS,
    );
  }
  return table;
}

function eightTable({ depths }: ForestWalks): Int32Array {
  const table = new Int32Array(Math.ceil(depths.length / WALKS) * EIGHT_WORDS);
  for (let eight = 0; eight * EIGHT_WORDS < table.length; eight++) {
    const deepest = Math.max(...depths.subarray(eight * WALKS, (eight + 1) * WALKS));
    table.set(walkOf(deepest), eight * EIGHT_WORDS);
  }
  return table;
}

/** How many steps are taken without looking, and whether to look then. */
function walkOf(depth: number): [number, number] {
  return depth <= SURE_DEPTH ? [depth, 0] : [FIRST_LOOK, 1];
}

/** Copies nodes, with the addresses of their children in place of their numbers. */
function copyNodes(nodes: Uint32Array, to: Uint32Array, nodesAt: number): void {
  for (let i = 0; i < nodes.length; i += 2) {
    to[i] = nodes[i];
    to[i + 1] = nodesAt + nodes[i + 1] * NODE_BYTES;
  }
}

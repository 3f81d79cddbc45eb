const QUOTE = '"'.charCodeAt(0);
const LIST_END = ']'.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);
const ONE = '1'.charCodeAt(0);

/** What XGBoost writes of each node for its own explanations. */
const NEVER_READ = ['loss_changes', 'sum_hessian', 'parents'];
/** Leaves of several values stand in it up to XGBoost 3.1; else nothing that is read. */
const READ_FOR_VECTORS = 'base_weights';
const LEAF_SIZE = '"size_leaf_vector":"';

/**
 * The JSON of a model without the numbers that nothing here reads, half of a large file and more: their lists are left
 * empty. They are found by their names in quotes with no white space after, as XGBoost writes them, which within a text
 * would be escaped. A list is dropped only if it ends before the next text, so that nothing else goes with it.
 */
export function dropUnreadLists(json: Buffer): Buffer {
  const names = hasVectorLeaves(json) ? NEVER_READ : [...NEVER_READ, READ_FOR_VECTORS];
  const lists = names.flatMap(name => listsOf(json, `"${name}":[`)).sort((a, b) => a.start - b.start);
  const kept: Buffer[] = [];
  let from = 0;
  for (const { start, end } of lists) {
    kept.push(json.subarray(from, start));
    from = end;
  }
  kept.push(json.subarray(from));
  return Buffer.concat(kept);
}

function listsOf(json: Buffer, opening: string): { readonly start: number; readonly end: number }[] {
  const lists: { start: number; end: number }[] = [];
  for (let at = json.indexOf(opening); at >= 0; at = json.indexOf(opening, at + opening.length)) {
    const start = at + opening.length;
    const end = json.indexOf(LIST_END, start);
    const nextText = json.indexOf(QUOTE, start);
    if (end >= 0 && end < nextText) lists.push({ start, end });
  }
  return lists;
}

/** Whether any size is another than 0 and 1, which both mean a single number. */
function hasVectorLeaves(json: Buffer): boolean {
  for (let at = json.indexOf(LEAF_SIZE); at >= 0; at = json.indexOf(LEAF_SIZE, at + LEAF_SIZE.length)) {
    const [size, next] = json.subarray(at + LEAF_SIZE.length, at + LEAF_SIZE.length + 2);
    if (next !== QUOTE || (size !== ZERO && size !== ONE)) return true;
  }
  return false;
}

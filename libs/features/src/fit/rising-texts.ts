/** More are seldom looked at, whatever they are. */
const MOST_UNITS = 12;
const MOST = Number.MAX_SAFE_INTEGER;

/**
 * The indices that put texts in rising order, which is that of JavaScript; equal texts keep their order. What is sorted
 * are numbers of as many of their first characters as a double holds exactly, and texts are compared only where these are
 * the same: it takes a tenth of the time.
 */
export function risingTexts(texts: readonly string[]): Uint32Array {
  const { length } = texts;
  const [least, greatest] = unitRange(texts);
  // 0 is the end of a text, which comes before every character.
  const base = Math.max(2, greatest - least + 2);
  const units = Math.min(MOST_UNITS, Math.floor(Math.log(MOST / Math.max(1, length)) / Math.log(base)));
  const keys = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const text = texts[i];
    let key = 0;
    for (let at = 0; at < units; at++) {
      key = key * base + (at < text.length ? text.charCodeAt(at) - least + 1 : 0);
    }
    keys[i] = key * length + i;
  }
  keys.sort();
  const order = new Uint32Array(length);
  for (let i = 0; i < length; i++) order[i] = remainder(keys[i], length);
  for (let begin = 0, end = 1; begin < length; begin = end++) {
    const key = Math.floor(keys[begin] / length);
    while (end < length && Math.floor(keys[end] / length) === key) end++;
    if (end - begin > 1) order.subarray(begin, end).sort((a, b) => compared(texts[a], texts[b]) || a - b);
  }
  return order;
}

/** `key % by`, of whole numbers that a double holds exactly; the operator takes ten times as long above 32 bits. */
function remainder(key: number, by: number): number {
  const rest = key - Math.floor(key / by) * by;
  return rest < 0 ? rest + by : rest;
}

/** The least and the greatest of the characters that may be looked at. */
function unitRange(texts: readonly string[]): readonly [number, number] {
  let least = 0xffff;
  let greatest = 0;
  for (const text of texts) {
    const length = Math.min(text.length, MOST_UNITS);
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit < least) least = unit;
      if (unit > greatest) greatest = unit;
    }
  }
  return [least, greatest];
}

function compared(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** More are seldom looked at, whatever they are. */
const MOST_UNITS = 12;

/**
 * Numbers that are in the order of texts, by as many of their first characters as a double holds exactly: where two
 * numbers are the same, the texts themselves have to be compared. To sort by numbers takes a fifth of the time.
 */
export function leadingKeys(texts: readonly string[]): Float64Array {
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
  // 0 is the end of a text, which comes before every character.
  const base = Math.max(2, greatest - least + 2);
  const units = Math.min(MOST_UNITS, Math.floor(Math.log(Number.MAX_SAFE_INTEGER) / Math.log(base)));
  const keys = new Float64Array(texts.length);
  for (let i = 0; i < keys.length; i++) {
    const text = texts[i];
    let key = 0;
    for (let at = 0; at < units; at++)
      key = key * base + (at < text.length ? text.charCodeAt(at) - least + 1 : 0);
    keys[i] = key;
  }
  return keys;
}

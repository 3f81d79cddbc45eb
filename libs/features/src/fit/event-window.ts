/**
 * Where the last `maxLength` events of one row begin in the codes of a sequence column. Missing events (−1) and
 * blank ones do not count.
 *
 * @param begin - the first code of the row
 * @param end - one after its last
 * @param blank - the code of the empty text, −1 if there is none
 */
export function windowStart(
  codes: Int32Array,
  begin: number,
  end: number,
  maxLength: number,
  blank: number,
): number {
  let at = end;
  for (let kept = 0; at > begin && kept < maxLength; at--) {
    if (isEvent(codes[at - 1], blank)) kept++;
  }
  return at;
}

/** Whether a code stands for an event that counts. */
export function isEvent(code: number, blank: number): boolean {
  return code >= 0 && code !== blank;
}

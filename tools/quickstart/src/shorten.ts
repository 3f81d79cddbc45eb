const SHOWN_CHARACTERS = 200;
const SHOWN_NUMBERS = 4;
/** Shorter lists are rows and shapes, in which each number says something. */
const LONGEST_LIST = 16;
const LISTS_OF_NUMBERS = /\[(-?\d[^[\]"{}]*)\]/g;

/** JSON as far as a reader wants to see it: the beginning of each vector, and of the whole. */
export function shorten(json: string): string {
  const text = json.replaceAll(LISTS_OF_NUMBERS, (list, inner: string) => {
    const numbers = inner.split(',');
    if (numbers.length <= LONGEST_LIST) return list;
    return `[${numbers.slice(0, SHOWN_NUMBERS).join(',')},… ${numbers.length} numbers]`;
  });
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

/** What items are about, so that an id tells whether a recommendation makes sense. */
const THEMES = [
  'books',
  'games',
  'garden',
  'kitchen',
  'music',
  'office',
  'pets',
  'shoes',
  'sports',
  'toys',
  'bikes',
  'camping',
  'coffee',
  'films',
  'lamps',
  'paint',
  'phones',
  'tea',
  'tools',
  'watches',
] as const;

/** The theme of a group, such as `books`; of more groups than there are themes the others have numbers as well. */
export function themeOf(group: number): string {
  const round = Math.floor(group / THEMES.length);
  return `${THEMES[group % THEMES.length]}${round === 0 ? '' : round + 1}`;
}

/** Ids that show the group, such as `books_017`: the theme, and a number within it. */
export function itemNames(groupOfItem: ArrayLike<number>): string[] {
  const counts = new Map<number, number>();
  return Array.from(groupOfItem, group => {
    const number = (counts.get(group) ?? 0) + 1;
    counts.set(group, number);
    return `${themeOf(group)}_${String(number).padStart(3, '0')}`;
  });
}

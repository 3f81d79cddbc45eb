/** At most this many suggestions: more is a list to search, not a hint. */
const SUGGESTIONS = 3;

/** The names closest to a misspelt one, nearest first; none if nothing is near. */
export function nearestNames(misspelt: string, names: readonly string[]): string[] {
  const farthest = Math.max(2, Math.floor(misspelt.length / 3));
  return names
    .map(name => ({ name, distance: editDistance(misspelt.toLowerCase(), name) }))
    .filter(({ distance }) => distance <= farthest)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, SUGGESTIONS)
    .map(({ name }) => name);
}

/** Levenshtein distance: single characters inserted, deleted or replaced. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

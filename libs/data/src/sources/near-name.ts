/** The name that `wanted` most likely stands for: equal but for case, `-` and `_`, or at most two edits away. */
export function nearName(wanted: string, names: readonly string[]): string | undefined {
  const allowed = Math.min(2, Math.floor(wanted.length / 3));
  const distances = names.map(name => editDistance(plain(wanted), plain(name)));
  const least = Math.min(...distances);
  return least <= allowed ? names[distances.indexOf(least)] : undefined;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** Levenshtein distance, one row of the table at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}

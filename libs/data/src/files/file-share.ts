/** Which part of the files of a table is read, where several processes read a part each. */
export interface FileShare {
  /** From 0. */
  readonly index: number;
  readonly count: number;
}

/**
 * The files of a share: those next to each other, so that the shares one after the other are all files in their order, and
 * of about as many bytes as the others. All files where there are fewer than shares.
 */
export function filesOfShare<File extends { readonly bytes: number }>(
  files: readonly File[],
  { index, count }: FileShare,
): readonly File[] {
  if (files.length < count) return files;
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let begin = 0;
  let before = 0;
  for (let share = 0; ; share++) {
    let end = begin + 1;
    let bytes = before + files[begin].bytes;
    // Each share after this one gets a file at least.
    const last = files.length - (count - share - 1);
    const goal = (total * (share + 1)) / count;
    while (end < last && (share === count - 1 || bytes + files[end].bytes / 2 <= goal)) {
      bytes += files[end].bytes;
      end++;
    }
    if (share === index) return files.slice(begin, end);
    begin = end;
    before = bytes;
  }
}

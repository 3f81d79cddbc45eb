import type { Rewriting } from './rewriting';

/** Bools that are fed and read as numbers alone are fed as numbers, 0 or 1, which takes no operator. */
export function numberMasks(rewriting: Rewriting): void {
  for (const { value } of rewriting.bools) {
    const readers = rewriting.readers(value);
    if (!readers?.every(reader => rewriting.isToFloat(reader))) continue;
    for (const { outputs } of readers) rewriting.redirect(outputs[0], value);
    rewriting.feedFloats(value);
  }
}

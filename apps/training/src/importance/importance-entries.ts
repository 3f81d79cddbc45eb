import type { PermutationImportance } from '@reckit/evaluation';

/** The importance of features as the manifest has it: how much worse each measure is without a feature. */
export function importanceEntries({ rows, measures, features }: PermutationImportance): {
  readonly rows: number;
  readonly features: readonly Readonly<Record<string, string | number | null>>[];
} {
  return {
    rows,
    features: features.map(({ name, harm }) => ({
      name,
      // JSON has no number for what could not be measured.
      ...Object.fromEntries(
        measures.map((measure, i) => [measure.name, Number.isFinite(harm[i]) ? harm[i] : null]),
      ),
    })),
  };
}

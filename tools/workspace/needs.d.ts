/** Every name that may stand behind `@needs`. */
export const NEEDS: readonly string[];

/** Looks for the programs: why those are missing that are, by name, and the variables that tell tests where the others are. */
export function findPrograms(environment?: Readonly<Record<string, string | undefined>>): {
  readonly problems: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
};

/** What a test file needs. */
export function needsOf(file: string): readonly string[];

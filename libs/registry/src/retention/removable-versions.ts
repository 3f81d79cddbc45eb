/** A version that is there. */
export interface PresentVersion {
  readonly version: string;
  readonly createdAt: Date;
}

/**
 * The versions that may go: all but the newest ones and those that something needs, however old.
 *
 * @param keep - how many of the newest stay
 */
export function removableVersions(
  versions: readonly PresentVersion[],
  keep: number,
  needed: ReadonlySet<string>,
): string[] {
  return [...versions]
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.version < b.version ? 1 : -1))
    .slice(keep)
    .map(({ version }) => version)
    .filter(version => !needed.has(version));
}

/** An entry of the answer to `POST /v2/repository/index`, and of RepositoryIndex. */
export interface RepositoryEntry {
  readonly name: string;
  /** Empty where no version is known. */
  readonly version: string;
  readonly state: 'READY' | 'UNAVAILABLE' | 'LOADING' | 'UNLOADING';
  /** Why the model is not ready; empty if it is. */
  readonly reason: string;
}

/** The entries that were asked for. */
export function repositoryIndex(
  entries: readonly RepositoryEntry[],
  isReadyWanted: boolean,
): readonly RepositoryEntry[] {
  return isReadyWanted ? entries.filter(({ state }) => state === 'READY') : entries;
}

import type { Lease, Model } from '@reckit/inference';

/** A version that is loaded, and which files it was loaded from. */
export interface LoadedVersion {
  readonly lease: Lease;
  /** As `ModelDirectory` tells it; null where it could not. */
  readonly identity: string | null;
}

/** The versions of a model that are loaded beside its current one. The current one is never among them. */
export class VersionsBeside {
  readonly #loaded = new Map<string, LoadedVersion>();

  get models(): readonly Model[] {
    return [...this.#loaded.values()].map(({ lease }) => lease.model);
  }

  get(version: string): LoadedVersion | null {
    return this.#loaded.get(version) ?? null;
  }

  /** Takes a version in place of what was loaded under its name. */
  put(loaded: LoadedVersion): void {
    const { version } = loaded.lease.model;
    const stale = this.#loaded.get(version);
    this.#loaded.set(version, loaded);
    stale?.lease.release();
  }

  /** Lets a version go, after the last request that it answers. @returns whether it was there */
  remove(version: string): boolean {
    const loaded = this.#loaded.get(version);
    this.#loaded.delete(version);
    loaded?.lease.release();
    return loaded !== undefined;
  }

  /** Lets all versions go but these. @returns those that went */
  keepOnly(versions: readonly string[]): readonly string[] {
    return [...this.#loaded.keys()].filter(version => !versions.includes(version) && this.remove(version));
  }
}

import type { NamedModel } from './named-model';

/** What was tried so far to load what is named, and in vain. */
export interface Attempts {
  /** The files as they were at the last look; null before the first. */
  readonly seen: string | null;
  /** What was tried last: its identity and its files; null before the first attempt. */
  readonly tried: { readonly identity: string | null; readonly files: string } | null;
  /** When it is tried again though nothing has changed, by `performance.now()`. */
  readonly retryAtMs: number;
  /** How long was waited for that. */
  readonly waitMs: number;
}

export const NOTHING_TRIED: Attempts = { seen: null, tried: null, retryAtMs: 0, waitMs: 0 };

const MAX_WAIT_MS = 60_000;

/**
 * Whether to load what is named, which does not serve. Something new is tried at once. What has failed is tried again
 * when its files have changed and come to rest, since a file that grows is still being copied; and with ever longer
 * pauses in between whatever happens, since not every reason shows in the files. The files of a flat directory come one
 * by one and nothing says which belong together, so they are never loaded before they have come to rest; nor is it news
 * before the second look that nothing is named, which is so for a moment when a file is replaced.
 *
 * @param lookMs - the time between two looks
 */
export function nextAttempt(
  { seen, tried, retryAtMs, waitMs }: Attempts,
  named: NamedModel,
  nowMs: number,
  lookMs: number,
): { readonly isDue: boolean; readonly attempts: Attempts } {
  const { files, identity, version, layout } = named;
  const isAtRest = files === seen;
  const isNew = tried === null || tried.identity !== identity;
  const mustRest = layout === 'flat' || version === null || !isNew;
  const hasChanged = tried === null || tried.files !== files;
  const isDue = (hasChanged && (isAtRest || !mustRest)) || (tried !== null && nowMs >= retryAtMs);
  if (!isDue) return { isDue, attempts: { seen: files, tried, retryAtMs, waitMs } };
  const pauseMs =
    isNew || (hasChanged && isAtRest) ? lookMs : Math.min(2 * waitMs, Math.max(lookMs, MAX_WAIT_MS));
  return {
    isDue,
    attempts: { seen: files, tried: { identity, files }, retryAtMs: nowMs + pauseMs, waitMs: pauseMs },
  };
}

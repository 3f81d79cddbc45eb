import { homedir } from 'node:os';
import path from 'node:path';

/** Where downloaded objects are kept: as the user says, else in the user's folder for caches. */
export function cacheFolder(
  said: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  if (said !== undefined) return path.resolve(said);
  const { XDG_CACHE_HOME: caches } = environment;
  // A relative one is to be ignored, as the specification of these folders says.
  const folder = caches !== undefined && path.isAbsolute(caches) ? caches : path.join(homedir(), '.cache');
  return path.join(folder, 'reckit');
}

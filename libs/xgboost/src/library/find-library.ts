import { isAbsolute } from 'node:path';
import { LibraryNotFound, LibraryNotLoadable } from '../errors';
import { namedCandidates, systemCandidates, type Environment } from './library-candidates';
import { canLoad } from './c-api';

/**
 * Finds a libxgboost that loads: XGBOOST_LIBRARY (a file, or a folder that holds one) and nothing else if
 * it is set; else the system's library path, Homebrew, and installed Python wheels, in this order.
 *
 * @returns a path, or a bare name that the system's loader resolves
 * @throws LibraryNotLoadable if XGBOOST_LIBRARY is set and wrong
 * @throws LibraryNotFound if there is none
 */
export function findXgboostLibrary(env: Environment = process.env): string {
  const named = env['XGBOOST_LIBRARY'];
  return named ? loadableNamed(named) : loadableOnSystem(env);
}

function loadableNamed(path: string): string {
  const failures: string[] = [];
  for (const candidate of namedCandidates(path)) {
    const attempt = canLoad(candidate);
    if (attempt.loads) return candidate;
    failures.push(attempt.reason);
  }
  throw new LibraryNotLoadable(path, failures.join('; ') || 'the folder holds no libxgboost');
}

function loadableOnSystem(env: Environment): string {
  const broken: { path: string; reason: string }[] = [];
  for (const path of systemCandidates(env)) {
    const attempt = canLoad(path);
    if (attempt.loads) return path;
    // A bare name that the loader does not know is no finding; a file that exists is.
    if (isAbsolute(path)) broken.push({ path, reason: attempt.reason });
  }
  throw new LibraryNotFound(broken);
}

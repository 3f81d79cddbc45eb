import { findXgboostLibrary } from './find-library';
import { openLibrary, type NativeXgboost } from './native';
import type { Version } from './version';

let opened: NativeXgboost | undefined;

/** The library of this process: found and opened at the first use, not at import. */
export function xgboost(): NativeXgboost {
  opened ??= openLibrary(findXgboostLibrary());
  return opened;
}

/**
 * Which libxgboost this process uses.
 *
 * @throws LibraryNotFound, LibraryNotLoadable or LibraryTooOld if there is none that works
 */
export function xgboostLibrary(): { readonly path: string; readonly version: Version } {
  const { path, version } = xgboost();
  return { path, version };
}

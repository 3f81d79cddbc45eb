export { currentVersionFile, currentVersionWrittenAt, promote, readCurrentVersion } from './current-version';
export { CorruptPackage, MissingModel, PackageNotWritten } from './errors';
export { listVersions, locateModel, type ModelLocation } from './locate-model';
export {
  FEATURE_META_FILE,
  GRAPH_FILE,
  soleSignature,
  type Checks,
  type FileEntry,
  type Manifest,
  type OutputEntry,
  type SignatureEntry,
} from './manifest';
export { openPackage, readManifest, verifyPackage, type OpenPackage } from './open-package';
export { readFlatFile, requireFlatFile } from './read-flat-file';
export { isVersionName, versionOfTime } from './version-name';
export { assertVersionIsFree, writePackage, type PackageContent } from './write-package';

export { adoptPackage } from './adopt-package';
export { currentVersionFile, currentVersionWrittenAt, promote, readCurrentVersion } from './current-version';
export { replaceFile, syncFolder } from './durable-write';
export { BadVectors, CorruptPackage, MissingModel, PackageNotWritten } from './errors';
export {
  labelFile,
  parseLabels,
  readLabels,
  readLabelText,
  writeLabels,
  type Labelled,
  type Labels,
} from './label-file';
export { listVersions, locateModel, type ModelLocation } from './locate-model';
export {
  FEATURE_META_FILE,
  GRAPH_FILE,
  HELD_OUT_LINKS_FILE,
  HELD_OUT_VECTORS_FILE,
  lookupSignature,
  MANIFEST_FILE,
  NEIGHBOURS_FILE,
  soleSignature,
  VECTORS_FILE,
  type Checks,
  type FileEntry,
  type FindsEntry,
  type HeldOutEntry,
  type InitialisedFrom,
  type Manifest,
  type OutputEntry,
  type SignatureEntry,
  type StatisticsEntry,
  type VectorsEntry,
} from './manifest';
export { digestOfManifest, openPackage, readManifest, verifyPackage, type OpenPackage } from './open-package';
export { readFlatFile, requireFlatFile, withFlatFile } from './read-flat-file';
export type { RegularFile } from './read-regular-file';
export { sha256Of, sha256OfFile } from './sha256';
export {
  createVectorFile,
  type VectorFileOptions,
  type VectorFileWriter,
} from './vectors/create-vector-file';
export { IdTable } from './vectors/id-table';
export { parseNeighbours, writeNeighbours } from './vectors/neighbour-file';
export { neighboursOf, type EachArc, type Neighbours } from './vectors/neighbours';
export {
  openVectorFile,
  parseVectors,
  type NamedVectors,
  type VectorFile,
  type Vectors,
} from './vectors/read-vectors';
export type { VectorsTaker } from './vectors/stream-vectors';
export { SIMILARITIES, type Similarity, type VectorHeader } from './vectors/vector-format';
export { isVersionName, versionOfTime } from './version-name';
export {
  assertVersionIsFree,
  newUnfinishedFile,
  removeAbandoned,
  unfinishedIn,
  writePackage,
  type FileOnDisk,
  type PackageContent,
  type PackageVectors,
} from './write-package';

export { adoptPackage } from './packages/adopt-package';
export {
  currentVersionFile,
  currentVersionWrittenAt,
  promote,
  readCurrentVersion,
} from './versions/current-version';
export { replaceFile, syncFolder } from './files/durable-write';
export { BadVectors, CorruptPackage, MissingModel, PackageNotWritten } from './errors';
export {
  labelFile,
  parseLabels,
  readLabels,
  readLabelText,
  writeLabels,
  type Labelled,
  type Labels,
} from './versions/label-file';
export { listVersions, locateModel, type ModelLocation } from './packages/locate-model';
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
export {
  digestOfManifest,
  openPackage,
  readManifest,
  verifyPackage,
  type OpenPackage,
} from './packages/open-package';
export { readFlatFile, requireFlatFile, withFlatFile } from './files/read-flat-file';
export type { RegularFile } from './files/read-regular-file';
export { sha256Of, sha256OfFile } from './files/sha256';
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
export { isVersionName, versionOfTime } from './versions/version-name';
export {
  assertVersionIsFree,
  newUnfinishedFile,
  removeAbandoned,
  unfinishedIn,
  writePackage,
  type FileOnDisk,
  type PackageContent,
  type PackageVectors,
} from './packages/write-package';

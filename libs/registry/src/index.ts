export { ARCHIVE_FILE, packVersion } from './archive/pack-version';
export {
  fetchVersion,
  verifyRegistered,
  type FetchedVersion,
  type VersionRequest,
} from './archive/fetch-version';
export {
  archiveAddress,
  archiveIn,
  fetchArchive,
  storeArchive,
  storedChecksum,
  type ArchiveStore,
} from './archive/stored-archive';
export { unpackArchive, type ArchiveLimits } from './archive/unpack-archive';
export { BadArchive, NotOurTurn, RegistryError } from './errors';
export { changeRegistry, readRegistry } from './file/change-registry';
export { describeVersion, type Circumstances, type PackedArchive } from './file/describe-version';
export {
  EVALUATION_FILE,
  EVALUATION_PAGE,
  readEvaluation,
  type EvaluationEntry,
  type EvaluationFile,
} from './file/evaluation-record';
export { parseRegistry } from './file/parse-registry';
export {
  EMPTY_REGISTRY,
  findVersion,
  productionOf,
  REGISTRY_FILE,
  STATUSES,
  withLabels,
  withProduction,
  withVersion,
  type Deployment,
  type RegisteredVersion,
  type Registry,
  type VersionStatus,
} from './file/registry-file';
export { presentVersions, removeVersionFolder } from './retention/present-versions';
export { removableVersions, type PresentVersion } from './retention/removable-versions';
export { bucketFolder } from './stored/bucket-folder';
export { StoredRegistry, type ReadRegistry, type StoredRegistryOptions } from './stored/stored-registry';
export { takeTurn, type Turn, type TurnOptions } from './turn/take-turn';

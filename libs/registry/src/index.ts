export { ARCHIVE_FILE, packVersion } from './archive/pack-version';
export { archiveAddress, fetchArchive, storeArchive, type ArchiveStore } from './archive/stored-archive';
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
export {
  findVersion,
  REGISTRY_FILE,
  STATUSES,
  withVersion,
  type Deployment,
  type RegisteredVersion,
  type Registry,
  type VersionStatus,
} from './file/registry-file';
export { takeTurn, type Turn, type TurnOptions } from './turn/take-turn';

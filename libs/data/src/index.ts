export {
  AmbiguousColumns,
  BadCondition,
  BadLabel,
  CannotSplit,
  CopyFailed,
  DatabaseError,
  DataError,
  DifferentColumns,
  DuplicateColumn,
  EmptyFile,
  FileNotFound,
  FileNotReadable,
  ForeignFile,
  HeldOutRowsGone,
  MalformedTable,
  MissingColumn,
  MissingLabel,
  MixedFormats,
  NegativeAmount,
  NoFiles,
  NoRows,
  NoValues,
  NoWeight,
  NotACategory,
  NotANode,
  NotANumber,
  NotASequence,
  NotATime,
  NotAWeight,
  NotSpilled,
  NotText,
  OneClass,
  SnapshotNotWritten,
  TooManyNodes,
  UnknownEncoding,
  UnknownTableFormat,
  UnsuitableColumn,
} from './errors';
export {
  ColumnTwice,
  NoLoggedRows,
  NotAMoment,
  NothingJoined,
  SeparatorInEvent,
  SeveralModels,
  WithoutItems,
} from './feedback/errors';
export {
  joinOutcomes,
  ROW_FACTS,
  type Joined,
  type JoinedFormat,
  type JoinRequest,
  type RowFact,
} from './feedback/join-outcomes';
export type { OutcomeColumns } from './feedback/outcomes';
export { readEdges } from './edges/read-edges';
export type { Edges, EdgesRequest } from './edges/read-edges';
export { fingerprint } from './fingerprint';
export type { Fingerprint } from './fingerprint';
export type { MissingCounts } from './columns/numeric-cell';
export type { ColumnProfile, SeparatorProfile } from './profile/column-profile';
export { profileColumns } from './profile/profile-columns';
export { createRandom } from './random';
export type { Random } from './random';
export type { CategoryColumn } from './columns/category-column';
export type { FeatureRequest, RawColumn } from './columns/feature-collector';
export { readBatches } from './read-batches';
export type { Batch, BatchesRequest } from './read-batches';
export { columnRequests } from './columns/column-requests';
export { readColumns } from './read-columns';
export { readLines, type LinesOptions } from './read-lines';
export { suggestRule } from './targets/suggest-rule';
export type { Columns, ColumnsRequest, GroupColumn } from './read-columns';
export { targetNames } from './targets/target-request';
export type { AmountRequest, LabelRequest, TargetRequest } from './targets/target-request';
export { numericValues, readColumnNames, readTable, textValues } from './read-table';
export type { Column, ColumnRequest, NumericColumn, Table, TextColumn } from './read-table';
export { sampleBehaviorData } from './sample/behavior';
export { sampleCorpus } from './sample/corpus';
export { sampleEventLog } from './sample/events/event-log';
export type { EventLog, EventLogOptions } from './sample/events/event-log';
export { eventTable, historyTable } from './sample/events/event-tables';
export { sampleGraphData } from './sample/graph-edges';
export { sampleInteractionData } from './sample/interactions';
export type { InteractionOptions } from './sample/interactions';
export { sampleInterestData } from './sample/interests';
export { sampleMmoeData } from './sample/mmoe';
export { sampleRankingData } from './sample/ranking';
export type { SampleColumn, SampleOptions, SampleTable } from './sample/sample-table';
export { sampleDssmData } from './sample/towers/dssm';
export { sampleTwoTowerData } from './sample/towers/two-tower';
export { sampleYoutubeDnnData } from './sample/towers/youtube-dnn';
export { writeCsv } from './sample/write-csv';
export { writeSampleCorpus } from './sample/write-sample-corpus';
export { writeSampleData } from './sample/write-sample-data';
export type { SampleKind } from './sample/write-sample-data';
export type { SequenceColumn } from './columns/sequence-column';
export { eventsByUser } from './splits/events-by-user';
export type { Events, RowLists } from './splits/events-by-user';
export { heldOutRows, recordHeldOut } from './splits/held-out-rows';
export type { HeldOutData, HeldOutRecord, HeldOutRows, SplitLabels } from './splits/held-out-rows';
export { leaveLastOut } from './splits/leave-last-out';
export type { Split } from './splits/split';
export { splitByGroup } from './splits/split-by-group';
export { splitByTime } from './splits/split-by-time';
export { ArrayFile } from './spilled/array-file';
export { isSpilled, rowsOfColumns } from './spilled/rows-of-columns';
export { openScratch } from './spilled/scratch';
export type { Scratch } from './spilled/scratch';
export type { SpillOptions } from './spilled/column-store';
export { columnsOfSplit, splitAmong, splitTable, type SplitRule } from './splits/split-rule';
export { randomSplit, stratifiedSplit, takeRows } from './splits/split-rows';
export type { FileShare } from './files/file-share';
export { filesOfTable } from './files/files-of-table';
export type { DatabaseMemory, FileOptions } from './files/table-file';
export type { DatabaseKind, DatabaseSettings, TlsMode } from './remote/database/database-settings';
export { snapshotOfDatabase } from './remote/database/snapshot-of-database';
export type { DatabaseSnapshot } from './remote/database/snapshot-of-database';
export type { DatabaseWatcher } from './remote/database/rows/write-rows';
export { FORMATS_BY_NAME } from './files/table-format';
export type { FormatName } from './files/table-format';
export type { Snapshot } from './remote/snapshot';
export { nearName } from './sources/near-name';
export { csvToParquet, writeParquet } from './write-parquet';
export { knownEncoding } from './files/text-encoding';
export { isObjectAddress } from './remote/objects/object-address';
export { openObjects } from './remote/objects/open-objects';
export type { ObjectsRequest } from './remote/objects/open-objects';
export { ObjectStoreError } from './remote/objects/errors';
export { putObject } from './remote/objects/put-object';
export type { ObjectContent, PutRequest } from './remote/objects/put-object';
export { readTextObject, replaceTextObject, writeTextObject } from './remote/objects/text-object';
export type { Replacement, TextObject, TextObjectRequest } from './remote/objects/text-object';
export type { RetryPolicy } from './remote/objects/retry';
export type { CacheSettings } from './remote/objects/cache/object-cache';
export { byteSizeOf } from './sizes/byte-size';
export { showBytes } from './sizes/show-bytes';
export type { ObjectStoreSettings, StoreCredentials } from './remote/objects/store/store-connection';
export { mayBeAlive, newMark } from './remote/objects/cache/process-mark';
export { storeSettings } from './remote/objects/store/store-settings';
export type { StoreFlags } from './remote/objects/store/store-settings';

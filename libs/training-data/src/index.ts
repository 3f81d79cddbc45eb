export { BadTrainingData } from './errors';
export { columnFor } from './events/columns-in-file';
export { historiesOfLog } from './events/histories-of-log';
export {
  countsOfItems,
  excludesSeen,
  itemsOfUsers,
  listsFrom,
  listsOfRows,
  type SeenItems,
} from './events/seen-items';
export type { WhoAndWhen } from './events/who-and-when';
export { eventsSha256 } from './sequences/events-sha256';
export { HeldOutEvents, type HeldOutEvent, type NumberedWords } from './sequences/held-out-events';
export { readSequences, type SequenceFlags } from './sequences/read-sequences';
export { readText, type TextFlags } from './sequences/read-text';
export type { ReadSentences } from './sequences/sentences';
export {
  addDataFlags,
  addSourceFlags,
  byteSize,
  type DataFlags,
  type SourceFlags,
} from './source/data-flags';
export type { DataConsole } from './source/data-console';
export type { DataOfModel } from './source/data-of-model';
export { assertNoRowsAskedFor } from './source/database-settings';
export { describeSource, type DescribedSource } from './source/describe-source';
export { openData, openPath, openSource, type OpenedData } from './source/open-data';
export { withoutSecrets } from './source/secret-flags';
export type { TrainingData } from './source/training-data';

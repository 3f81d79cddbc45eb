import type { FindsEntry } from '@reckit/artifacts';
import { FORMATS_BY_NAME, fingerprint, type FileOptions, type FormatName } from '@reckit/data';
import {
  eventsSha256,
  HeldOutEvents,
  readSequences,
  readText,
  type HeldOutEvent,
  type TrainingData,
} from '@reckit/training-data';
import { CannotEvaluate } from '../../errors';
import { readAs, type GivenData } from '../../data/given-data';
import { isTrainedOn } from '../../data/is-trained-on';
import type { OpenVersion } from '../open-version';
import { WordNumbers } from './word-numbers';

export type NextItemsEntry = Extract<FindsEntry, { what: 'next_items' }>;

/** The last item of a sequence, and those before it, oldest first. */
export interface EventToFind {
  readonly before: readonly string[];
  readonly target: string;
}

/** What both versions are measured on. */
export interface EventsToFind {
  readonly shown: string;
  readonly sha256: string;
  readonly events: readonly EventToFind[];
}

/** Any number; the same each time, so that the same events are drawn of the same data. */
const SEED = 42;

/**
 * The last events that the new version held out of its training or, where other data are named, those of all sequences there.
 *
 * @throws CannotEvaluate, DataError
 */
export async function eventsToFind(
  challenger: OpenVersion,
  given: GivenData,
  entry: NextItemsEntry,
): Promise<EventsToFind> {
  const { version, manifest } = challenger;
  const { held_out: held } = entry;
  if (given.from === 'nowhere') {
    throw new CannotEvaluate(
      `${manifest.model} ${version} held nothing out of its training. Name data that it was not trained on with --data.`,
    );
  }
  const { data, from } = given;
  const { sha256 } = await fingerprint(data.path);
  if (held && (from === 'record' || sha256 === held.data.sha256))
    return heldOutEvents(entry, held, data, sha256);
  if (isTrainedOn(challenger, sha256, data)) {
    throw new CannotEvaluate(
      `${data.shown} is what ${version} was trained on, which tells nothing of it. Name data that it was not trained on with --data.`,
    );
  }
  return lastEvents(entry, data, sha256);
}

/** Finds the events again that were held out. */
async function heldOutEvents(
  entry: NextItemsEntry,
  { data: recorded, seed, min_count, events, events_sha256 }: NonNullable<NextItemsEntry['held_out']>,
  data: TrainingData,
  sha256: string,
): Promise<EventsToFind> {
  const { shown } = data;
  if (sha256 !== recorded.sha256) {
    throw new CannotEvaluate(
      `${shown} holds other data than were trained on: the fingerprint is ${sha256.slice(0, 12)}, and was ${recorded.sha256.slice(0, 12)}. Give ${recorded.path} as it was, or name data that the version was not trained on with --data.`,
    );
  }
  const words = new WordNumbers();
  const drawn = new HeldOutEvents(words, seed);
  await readInOrder(entry, readAs(data, optionsOf(recorded)), sentence => drawn.take(sentence));
  const held = drawn.finish({ minCount: min_count, affordable: () => events });
  const nameOf = (word: number): string => words.nameOf(word);
  if (eventsSha256(held, nameOf) !== events_sha256) {
    throw new CannotEvaluate(
      `${shown}: other events come out than were held out (${held.length} of ${events}). Evaluate with the program that trained.`,
    );
  }
  return { shown, sha256, events: held.map(event => named(event, nameOf)) };
}

/** The last event of each sequence, or of some, each as likely. */
async function lastEvents(entry: NextItemsEntry, data: TrainingData, sha256: string): Promise<EventsToFind> {
  const words = new WordNumbers();
  const drawn = new HeldOutEvents(words, SEED);
  await readInOrder(entry, data, sentence => drawn.take(sentence));
  return {
    shown: data.shown,
    sha256,
    events: drawn.all().map(event => named(event, word => words.nameOf(word))),
  };
}

function named({ before, target }: HeldOutEvent, nameOf: (word: number) => string): EventToFind {
  return { before: Array.from(before, nameOf), target: nameOf(target) };
}

async function readInOrder(
  { reads, columns }: NextItemsEntry,
  data: TrainingData,
  take: (sentence: readonly string[]) => void,
): Promise<void> {
  const {
    sequence: sequenceCol,
    user: userCol,
    item: itemCol,
    time: timeCol,
    text: textCol,
    separator,
  } = columns;
  const flags = { sequenceCol, userCol, itemCol, timeCol, separator };
  await (reads === 'text' ? readText(data, { textCol }, take) : readSequences(data, flags, take));
}

/** How the training read its data. */
function optionsOf({
  where,
  format,
  encoding,
}: NonNullable<NextItemsEntry['held_out']>['data']): FileOptions {
  return {
    ...(where !== undefined && { where }),
    ...(format !== undefined && isFormat(format) && { format }),
    ...(encoding !== undefined && { encoding }),
  };
}

function isFormat(name: string): name is FormatName {
  return Object.hasOwn(FORMATS_BY_NAME, name);
}

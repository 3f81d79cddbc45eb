import {
  columnRequests,
  readColumnNames,
  readColumns,
  type CategoryColumn,
  type Columns,
  type SequenceColumn,
  type SplitRule,
} from '@reckit/data';
import type { FeatureFile, FeatureSpec, SequenceFeature } from '@reckit/features';
import { quoted } from '@reckit/messages';
import {
  columnFor,
  countsOfItems,
  excludesSeen,
  historiesOfLog,
  itemsOfUsers,
  listsFrom,
  type TrainingData,
  type WhoAndWhen,
} from '@reckit/training-data';
import { assertValues } from '../../run/data/assert-values';
import { BadTrainingRun } from '../../run/errors';
import type { CommonFlags } from '../../run/training-model';
import { takeStatistics } from '../../validation/examine';
import type { Inspect, Inspection } from '../../validation/inspection';
import type { HistoryFlags } from '../settings/history-flags';
import { holdOut, holdOutRule } from './hold-out';
import type { RetrievalData } from './retrieval-data';
import { fitSide } from './side';

/** The feature that clients send a history as. */
export const HISTORY = 'history_item_ids';
const USUAL_HISTORY = 'history';
const USUAL_TARGET = 'target_item_id';
/** So many of the last events count (Covington et al. take 50 watches). */
const EVENTS = 50;

/**
 * What a model of histories is trained on: what a user has met, and what came next. Either a row has both, or it is one
 * event of a log, whose history is what its user did before.
 *
 * @throws DataError, BadFeatureFile, BadTrainingRun
 */
export async function readHistoryData(
  { path, shown: file, options }: TrainingData,
  features: FeatureFile,
  flags: CommonFlags & HistoryFlags,
  known: KnownBefore = NOTHING,
  inspect: Inspect = takeStatistics,
): Promise<RetrievalData> {
  const columns = await readColumnNames(path, options);
  const find = (flag: string, given: string | undefined, usual: string | null) =>
    columnFor(file, columns, { flag, given, usual });
  const described = flags.features === undefined ? withoutAbsent(features.spec, columns) : features.spec;
  const { spec, history } = withHistory(described);
  const base = known.base(spec);
  const timeColumn = find('--time-col', flags.timeCol, null);
  const shape = shapeOf(file, find, columns, flags);
  const rule = holdOutRule(flags, { user: shape.user, time: timeColumn });
  const requests = columnRequests(spec).flatMap(request => {
    if (request.name !== HISTORY) return [request];
    return shape.history === null ? [] : [{ ...request, name: shape.history }];
  });
  const read = await readColumns(path, {
    ...options,
    features: [...requests, { name: shape.target, kind: 'category' }],
    targets: [],
    ...(shape.user !== null && { groups: shape.user }),
    ...(timeColumn !== null && { times: timeColumn }),
    ...(rule.rule === 'group' && { splitGroups: rule.column }),
  });
  assertValues(file, {
    ...read,
    missing: new Map([...read.missing].filter(([name]) => name !== shape.history)),
  });
  const when = { users: read.groups?.codes ?? null, times: read.times };
  const items = read.columns.get(shape.target);
  if (items?.kind !== 'category') throw new Error('The items were read as another kind.');
  const events =
    shape.history === null
      ? historiesOfLog(items, when, history.maxLength)
      : read.columns.get(shape.history ?? '');
  if (events?.kind !== 'sequence') throw new Error('The histories were read as another kind.');
  const missing = missingEvents(events, read.missing.get(shape.history ?? ''));
  const all: Columns = {
    ...read,
    columns: new Map([...read.columns, [HISTORY, events]]),
    missing: new Map([...read.missing].filter(([name]) => name !== shape.history)).set(HISTORY, missing),
  };
  return prepared(
    file,
    { spec, history, shape, timeColumn, rule, base, itemsBefore: known.items },
    all,
    items,
    events,
    when,
    flags,
    trainRows => inspect({ shown: file, spec, read: all, targets: [], trainRows }),
  );
}

/** What a version knows that the training goes on from. */
export interface KnownBefore {
  /** What these features were fitted to; undefined where they are fitted anew. */
  base(spec: FeatureSpec): FeatureSpec | undefined;
  /** Its items, which keep their places in the catalogue. */
  readonly items: readonly string[];
}

const NOTHING: KnownBefore = { base: () => undefined, items: [] };

/** The columns that tell histories and what came next. */
interface Shape {
  /** Null for a log of events, of which the histories are made. */
  readonly history: string | null;
  readonly target: string;
  readonly user: string | null;
}

function shapeOf(
  file: string,
  find: (flag: string, given: string | undefined, usual: string | null) => string | null,
  columns: readonly string[],
  { historyCol, targetCol, itemCol, userCol }: HistoryFlags,
): Shape {
  const usual = columns.includes(HISTORY) ? HISTORY : USUAL_HISTORY;
  const history = find('--history-col', historyCol, usual);
  const target = find('--target-col', targetCol, USUAL_TARGET);
  const user = find('--user-col', userCol, 'user_id');
  const item = find('--item-col', itemCol, 'item_id');
  if (history !== null && target !== null) return { history, target, user };
  if (history === null && target === null && item !== null && user !== null) {
    return { history: null, target: item, user };
  }
  const [missing, flag] =
    history === null ? [USUAL_HISTORY, '--history-col'] : [USUAL_TARGET, '--target-col'];
  throw new BadTrainingRun(
    `${file} has no column ${quoted(missing)}: name the column with ${flag}, or give a log with the columns user_id and item_id (--user-col, --item-col).`,
  );
}

/** Rows without an event. */
function missingEvents({ offsets }: SequenceColumn, read: number | undefined): number {
  if (read !== undefined) return read;
  return offsets.reduce((sum, offset, i) => sum + Number(i > 0 && offset === offsets[i - 1]), 0);
}

interface Described {
  readonly spec: FeatureSpec;
  readonly history: SequenceFeature;
  readonly shape: Shape;
  readonly timeColumn: string | null;
  readonly rule: SplitRule;
  readonly base: FeatureSpec | undefined;
  readonly itemsBefore: readonly string[];
}

function prepared(
  file: string,
  { spec, history, shape, timeColumn, rule, base, itemsBefore }: Described,
  read: Columns,
  items: CategoryColumn,
  events: SequenceColumn,
  known: WhoAndWhen,
  flags: CommonFlags & HistoryFlags,
  inspect: (trainRows: Uint32Array) => Inspection,
): RetrievalData {
  const { rowCount, missing } = read;
  const { target } = shape;
  items.codes.forEach((code, row) => {
    if (code < 0)
      throw new BadTrainingRun(`${file}: row ${row + 1} has no item in the column ${quoted(target)}.`);
  });
  const allRows = Uint32Array.from({ length: rowCount }, (_, row) => row);
  const held = holdOut(rule, file, read, allRows);
  const { numbers, ids } = catalogueOf(items, held.train, flags.minCount, itemsBefore);
  if (ids.length < 2) {
    throw new BadTrainingRun(
      `${file}: ${ids.length === 0 ? 'no item' : 'only one item'} is a target ${flags.minCount} times or more in the column ${quoted(target)}; there is nothing to tell apart.`,
    );
  }
  const isKnown = (row: number) => numbers[items.codes[row]] >= 0;
  const split = { train: held.train.filter(isKnown), validation: held.validation.filter(isKnown) };
  const isHeldOut = held.validation.length > 0;
  if (isHeldOut && split.validation.length === 0) {
    throw new BadTrainingRun(
      `${file}: no row is left to validate: no item of theirs is in the training part. Give more rows.`,
    );
  }
  const inspection = inspect(split.train);
  const measured = isHeldOut ? split.validation : split.train;
  const itemOfRow = Uint32Array.from(items.codes, code => Math.max(0, numbers[code]));
  const numberOf = new Map(items.values.map((id, code) => [id, numbers[code]]));
  const numberOfEvent = Int32Array.from(events.values, id => numberOf.get(id) ?? -1);
  const histories = listsFrom(
    Array.from(measured, row =>
      Uint32Array.from(
        Array.from(
          events.codes.subarray(events.offsets[row], events.offsets[row + 1]),
          code => numberOfEvent[code],
        ).filter(number => number >= 0),
      ),
    ),
  );
  const targets = measured.map(row => itemOfRow[row]);
  return {
    query: fitSide(
      spec,
      read,
      split.train,
      {
        [history.name]: {
          recent: flags.recent.filter(count => count < history.maxLength),
          skipsUnknown: true,
        },
      },
      base,
    ),
    itemIds: ids,
    itemOfRow,
    split,
    measured,
    heldOut: { plan: rule, rows: held.validation, labels: {} },
    itemCounts: countsOfItems(split.train, itemOfRow, ids.length),
    interactions: itemsOfUsers(split.train, known, itemOfRow),
    histories,
    excludesSeen: excludesSeen(flags.seenItems, targets, histories),
    found: {
      item_column: target,
      user_column: shape.user,
      time_column: timeColumn,
      history: { feature: history.name, column: shape.history },
    },
    inspection,
    rowCount,
    missingCount: [...missing.values()].reduce((sum, count) => sum + count, 0),
    described: {
      items: ids.length,
      ...(known.users && { users: new Set(known.users).size }),
      target,
      unknown_targets: held.validation.length - split.validation.length,
    },
  };
}

/**
 * The items of before, then those that are a target often enough, the most frequent first; by the code of a value its
 * number, or −1.
 */
function catalogueOf(
  { codes, values }: CategoryColumn,
  rows: Uint32Array,
  minCount: number,
  before: readonly string[],
): { readonly numbers: Int32Array; readonly ids: string[] } {
  const places = new Map(before.map((id, number) => [id, number]));
  const counts = new Uint32Array(values.length);
  for (const row of rows) counts[codes[row]]++;
  const kept = Array.from(counts.keys())
    .filter(code => counts[code] >= minCount && !places.has(values[code]))
    .sort((a, b) => counts[b] - counts[a] || a - b);
  const numbers = Int32Array.from(values, id => places.get(id) ?? -1);
  kept.forEach((code, i) => (numbers[code] = before.length + i));
  return { numbers, ids: [...before, ...kept.map(code => values[code])] };
}

/** The features with the history among them, as it is described or as it usually is. */
function withHistory(spec: FeatureSpec): Pick<Described, 'spec' | 'history'> {
  const found = spec.features.find(({ name }) => name === HISTORY);
  if (found?.kind === 'sequence') return { spec, history: found };
  if (found) {
    throw new BadTrainingRun(`The feature "${HISTORY}" has the kind ${found.kind}; a history is a sequence.`);
  }
  const history: SequenceFeature = {
    kind: 'sequence',
    name: HISTORY,
    coding: { kind: 'vocabulary', minCount: 1, values: [] },
    maxLength: EVENTS,
    pooling: 'mean',
    separator: ',',
  };
  return { spec: { ...spec, features: [...spec.features, history] }, history };
}

/** A history alone is enough to learn from. */
function withoutAbsent(spec: FeatureSpec, columns: readonly string[]): FeatureSpec {
  return { ...spec, features: spec.features.filter(({ name }) => columns.includes(name)) };
}

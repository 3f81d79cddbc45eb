import {
  columnRequests,
  readColumnNames,
  readColumns,
  type Columns,
  type FileOptions,
  type SplitRule,
  type TargetRequest,
} from '@reckit/data';
import { labelAsWritten, type FeatureFile, type FeatureSpec, type Label } from '@reckit/features';
import {
  columnFor,
  countsOfItems,
  excludesSeen,
  itemsOfUsers,
  listsOfRows,
  type TrainingData,
  type WhoAndWhen,
} from '@reckit/training-data';
import { assertValues } from '../../run/data/assert-values';
import { BadTrainingRun } from '../../run/errors';
import type { CommonFlags } from '../../run/training-model';
import { takeStatistics } from '../../validation/examine';
import type { Inspect, Inspection } from '../../validation/inspection';
import type { TowerFlags } from '../settings/flags';
import { catalogueByFeatures, catalogueById } from './catalogue';
import { holdOut, holdOutRule } from './hold-out';
import type { RetrievalData } from './retrieval-data';
import { fitSide, type Side } from './side';
import { partedBySide, type SideNames } from './sides';

const USUAL_LABEL = 'label';

/** What two towers are trained on: rows of who met what, of which some belong together. */
export interface TowerData extends RetrievalData {
  /** The features of the items, a row for each of the catalogue. */
  readonly item: Side;
  /** 1 for rows that belong together, 0 for those that do not, [rows]. */
  readonly labels: Float32Array;
  readonly labelColumn: string | null;
  /** Whether it has rows that do not belong together. */
  readonly hasNegatives: boolean;
}

/** What happens to the rows beside their being read. */
interface TowerReading {
  /**
   * What the features of a side were fitted to before, for weights that are taken over.
   * @default they are fitted anew
   */
  readonly goOnFrom?: (side: 'query' | 'item', spec: FeatureSpec) => FeatureSpec | undefined;
  /** Looks at the data once they are read. @default takes their statistics alone */
  readonly inspect?: Inspect;
}

/**
 * @throws DataError, BadFeatureFile, BadTrainingRun
 */
export async function readTowerData(
  { path, shown: file, options }: TrainingData,
  features: FeatureFile,
  names: SideNames,
  flags: CommonFlags & TowerFlags,
  { goOnFrom = () => undefined, inspect = takeStatistics }: TowerReading = {},
): Promise<TowerData> {
  const parted = partedBySide(features, names, flags.features ?? 'the default features');
  const { query, item } = parted;
  const specs = { ...parted, bases: { query: goOnFrom('query', query), item: goOnFrom('item', item) } };
  const columns = await readColumnNames(path, options);
  const find = (flag: string, given: string | undefined, usual: string | null) =>
    columnFor(file, columns, { flag, given, usual });
  const userColumn = find('--user-col', flags.userCol, `${names.query}_id`);
  const itemColumn = find('--item-col', flags.itemCol, `${names.item}_id`);
  const timeColumn = find('--time-col', flags.timeCol, null);
  const rule = holdOutRule(flags, { user: userColumn, time: timeColumn });
  // Without the usual column every row says what belongs together; another one was named, so it has to be there.
  const isLabelled = columns.includes(features.label) || features.label !== USUAL_LABEL;
  const requests = [...columnRequests(specs.query), ...columnRequests(specs.item)];
  const label: TargetRequest = {
    kind: 'label',
    name: 'label',
    column: features.label,
    allPositive: true,
    ...(features.positive && { positive: features.positive }),
    ...(flags.features !== undefined && { declaredIn: flags.features }),
  };
  const targets = isLabelled ? [label] : [];
  const read = await readColumns(path, {
    ...options,
    features: requests,
    targets,
    ...(userColumn !== null && { groups: userColumn }),
    ...(timeColumn !== null && { times: timeColumn }),
    ...(rule.rule === 'group' && { splitGroups: rule.column }),
  });
  assertValues(file, read);
  const ids = itemColumn === null ? null : await idsIn(path, itemColumn, options);
  return prepared(
    file,
    specs,
    read,
    {
      ids,
      itemColumn,
      userColumn,
      timeColumn,
      rule,
      label: isLabelled
        ? { column: features.label, ...(features.positive && { positive: features.positive }) }
        : null,
    },
    flags,
    trainRows =>
      inspect({
        shown: file,
        spec: { features: [...specs.query.features, ...specs.item.features] },
        read,
        targets,
        trainRows,
      }),
  );
}

/** The features of both sides, and what each is fitted on where it goes on from a version. */
interface PartedSpecs extends ReturnType<typeof partedBySide> {
  readonly bases: { readonly query: FeatureSpec | undefined; readonly item: FeatureSpec | undefined };
}

interface Beside {
  readonly ids: NonNullable<Columns['groups']> | null;
  readonly itemColumn: string | null;
  readonly userColumn: string | null;
  readonly timeColumn: string | null;
  readonly rule: SplitRule;
  readonly label: Label | null;
}

function prepared(
  file: string,
  specs: PartedSpecs,
  read: Columns,
  { ids, itemColumn, userColumn, timeColumn, rule, label }: Beside,
  flags: CommonFlags & TowerFlags,
  inspect: (trainRows: Uint32Array) => Inspection,
): TowerData {
  const { rowCount, groups, times, missing } = read;
  const labelColumn = label && label.column;
  const labels = read.targets.get('label') ?? new Float32Array(rowCount).fill(1);
  const positives = Uint32Array.from(labels.keys()).filter(row => labels[row] === 1);
  if (positives.length < 2) {
    throw new BadTrainingRun(
      `${file}: only one row is positive, so there is nothing to learn; give more rows.`,
    );
  }
  const known: WhoAndWhen = { users: groups?.codes ?? null, times };
  const held = holdOut(rule, file, read, positives);
  const hasNegatives = positives.length < rowCount;
  const objective = flags.objective === 'auto' ? (hasNegatives ? 'pairs' : 'in-batch') : flags.objective;
  if (objective === 'pairs' && !hasNegatives) {
    throw new BadTrainingRun(
      `${file}: no row has the label 0, which --objective pairs learns from; use in-batch.`,
    );
  }
  const heldOut = new Set(held.validation);
  const { splitGroups } = read;
  const heldGroups = new Set(Array.from(held.validation, row => splitGroups?.codes[row] ?? -1));
  // What a group turned down says as much of it as what it took.
  const isOfHeldGroup = (row: number) => splitGroups !== null && heldGroups.has(splitGroups.codes[row]);
  const train =
    objective === 'pairs'
      ? Uint32Array.from(labels.keys()).filter(row => !heldOut.has(row) && !isOfHeldGroup(row))
      : held.train;
  const inspection = inspect(train);
  const query = fitSide(specs.query, read, train, {}, specs.bases.query);
  const itemRows = fitSide(specs.item, read, train, {}, specs.bases.item);
  const catalogue =
    ids && itemColumn !== null
      ? catalogueById(file, itemColumn, ids, itemRows)
      : catalogueByFeatures(itemRows);
  const { itemOfRow } = catalogue;
  if (catalogue.ids.length < 2) {
    throw new BadTrainingRun(`${file}: all rows have the same item, so there is nothing to tell apart.`);
  }
  const interactions = itemsOfUsers(held.train, known, itemOfRow);
  const isHeldOut = held.validation.length > 0;
  const measured = isHeldOut ? held.validation : held.train;
  // Of rows that were learnt from, what their users have had has the item itself.
  const histories = listsOfRows(measured, isHeldOut ? known.users : null, interactions);
  const targets = measured.map(row => itemOfRow[row]);
  return {
    query,
    item: catalogue.side,
    itemIds: catalogue.ids,
    itemOfRow,
    labels,
    labelColumn,
    hasNegatives,
    split: { train, validation: held.validation },
    measured,
    heldOut: {
      plan: rule,
      rows: held.validation,
      labels: label && hasNegatives ? { among: label } : {},
    },
    itemCounts: countsOfItems(held.train, itemOfRow, catalogue.ids.length),
    interactions,
    histories,
    excludesSeen: isHeldOut && excludesSeen(flags.seenItems, targets, histories),
    found: {
      item_column: itemColumn,
      user_column: userColumn,
      time_column: timeColumn,
      history: null,
      ...(label && hasNegatives && { label: labelAsWritten(label) }),
    },
    inspection,
    rowCount,
    missingCount: [...missing.values()].reduce((sum, count) => sum + count, 0),
    described: {
      items: catalogue.ids.length,
      positives: positives.length,
      ...(groups && { users: groups.values.length }),
      ...(labelColumn !== null && { label: labelColumn }),
      item_column: itemColumn,
    },
  };
}

async function idsIn(file: string, column: string, options: FileOptions): Promise<Beside['ids']> {
  const { groups } = await readColumns(file, { ...options, features: [], targets: [], groups: column });
  return groups;
}

import type { ColumnProfile } from '@reckit/data';
import { percent } from '../report/percent';
import { roleOf, type ColumnRole } from './column-role';
import { guessLabel, isOutcome, labelOf, type GuessedLabel } from './guess-label';
import { READ_BY_HISTORIES, SIDES, type Purpose } from './purpose';

/** A feature file that fits a table, and what is said of each of its columns. */
export interface Proposal {
  /** What is written. */
  readonly file: FeatureFileJson;
  readonly label: GuessedLabel | null;
  readonly columns: readonly DescribedColumn[];
}

export interface FeatureFileJson {
  readonly label?: string | { readonly column: string; readonly positive: unknown };
  readonly missing?: readonly string[];
  readonly features: readonly FeatureJson[];
}

export type FeatureJson = string | Readonly<Record<string, unknown>>;

export interface DescribedColumn {
  readonly name: string;
  readonly as: 'numeric' | 'categorical' | 'sequence' | 'label' | 'left out';
  /** What it has, or why it is left out. */
  readonly note: string;
}

/** A vocabulary of more values gets buckets in its place. */
const LARGE_VOCABULARY = 100_000;
const MOST_BUCKETS = 2 ** 20;
/** From so many values on rare ones are left to what is unknown, if they come often enough on average. */
const MANY_VALUES = 1_000;
const OFTEN = 20;
const USUAL_MIN_COUNT = 5;
/** How youtube-dnn calls the history. */
const HISTORY = { name: 'history_item_ids', kind: 'sequence', separator: ',', max_length: 50 } as const;

/**
 * Proposes the feature file of a table.
 *
 * @param purpose - what is to be trained
 * @param labelName - the column to learn; guessed where it is not given
 */
export function proposeFeatures(
  profiles: readonly ColumnProfile[],
  purpose: Purpose,
  labelName?: string,
): Proposal {
  const named = profiles.find(({ name }) => name === labelName);
  const label = purpose === 'youtube-dnn' ? null : named ? labelOf(named) : guessLabel(profiles);
  const alone = profiles.map(profile => proposalOf(profile, purpose, label));
  const proposed = purpose === 'din' ? withShared(alone, profiles) : alone;
  const words = [...new Set(proposed.flatMap(({ role }) => (role.kind === 'numeric' ? role.words : [])))];
  const features = proposed.flatMap(({ entry }) => (entry === null ? [] : [entry]));
  return {
    label,
    file: {
      ...(label && {
        label: label.positive === null ? label.column : { column: label.column, positive: label.positive },
      }),
      ...(words.length > 0 && { missing: words }),
      features: purpose === 'youtube-dnn' ? [...features, HISTORY] : features,
    },
    columns: proposed.map(({ described }) => described),
  };
}

/** What is read event by event are sequences whose items are values of a category. */
function withShared(
  proposed: readonly ProposedColumn[],
  profiles: readonly ColumnProfile[],
): ProposedColumn[] {
  const categories = new Set(
    proposed.flatMap(({ role, described }) => (role.kind === 'categorical' ? [described.name] : [])),
  );
  return proposed.map((column, i) => {
    const { role, entry, described } = column;
    if (role.kind !== 'sequence' || entry === null || typeof entry === 'string') return column;
    const { separators, sharedBy } = profiles[i];
    const found = separators.find(({ separator }) => separator === role.separator)?.sharedBy ?? sharedBy;
    const category = found.find(({ name }) => categories.has(name))?.name;
    if (category === undefined) {
      return { ...column, described: { ...described, note: `${described.note}, which no category has` } };
    }
    const { name, kind, separator } = entry;
    return {
      role,
      entry: { name, kind, ...(separator !== undefined && { separator }), shares: category },
      described: { ...described, note: `${described.note}, shares ${category}` },
    };
  });
}

interface ProposedColumn {
  readonly role: ColumnRole;
  /** Null for a column that is left out. */
  readonly entry: FeatureJson | null;
  readonly described: DescribedColumn;
}

function proposalOf(profile: ColumnProfile, purpose: Purpose, label: GuessedLabel | null): ProposedColumn {
  const { name } = profile;
  if (name === label?.column) {
    const rule = label.positive === null ? '0 and 1' : `positive: ${JSON.stringify(label.positive)}`;
    return leftOut(name, rule, 'label');
  }
  const unusable = unusableFor(profile, purpose);
  if (unusable !== null) return leftOut(name, unusable);
  const role = roleOf(profile);
  if (role.kind === 'none') return leftOut(name, role.reason);
  if (role.kind === 'sequence' && purpose === 'xgb')
    return leftOut(name, 'a sequence, which trees cannot take');
  return {
    role,
    entry: entryOf(profile, role, purpose),
    described: { name, as: role.kind, note: noteOf(profile, role) },
  };
}

function leftOut(name: string, note: string, as: 'label' | 'left out' = 'left out'): ProposedColumn {
  return { role: { kind: 'none', reason: note }, entry: null, described: { name, as, note } };
}

/** Why a column is none that this model may learn from, whatever it holds. */
function unusableFor(profile: ColumnProfile, purpose: Purpose): string | null {
  const { name } = profile;
  if (purpose === 'youtube-dnn' && READ_BY_HISTORIES.includes(name)) {
    return 'read by youtube-dnn itself, as a history or as what comes next';
  }
  if (isOutcome(profile)) return 'looks like something that is known only afterwards; add it if it is not';
  const sides = SIDES[purpose];
  if (sides && !sides.some(side => name.startsWith(`${side}_`))) {
    return `of neither side by its name; add it with "side": "${sides[0]}" or "${sides[1]}"`;
  }
  return null;
}

function entryOf(
  profile: ColumnProfile,
  role: Exclude<ColumnRole, { kind: 'none' }>,
  purpose: Purpose,
): FeatureJson {
  const { name, present, rows } = profile;
  switch (role.kind) {
    case 'numeric': {
      if (present === rows && role.words.length === 0) return name;
      return { name, default: purpose === 'xgb' ? 'missing' : 'mean' };
    }
    case 'categorical':
      return { name, kind: role.kind, ...codingOf(profile.distinct, present) };
    case 'sequence': {
      const { distinctItems = 0, items = 0 } =
        profile.separators.find(({ separator }) => separator === role.separator) ?? {};
      return {
        name,
        kind: role.kind,
        ...(role.separator !== null && { separator: role.separator }),
        ...codingOf(distinctItems, items),
      };
    }
  }
}

function codingOf(distinct: number, count: number): Readonly<Record<string, number>> {
  if (distinct > LARGE_VOCABULARY) {
    return { buckets: Math.min(MOST_BUCKETS, 2 ** Math.ceil(Math.log2(distinct))) };
  }
  return distinct >= MANY_VALUES && count >= OFTEN * distinct ? { min_count: USUAL_MIN_COUNT } : {};
}

function noteOf({ present, rows, distinct, range, separators }: ColumnProfile, role: ColumnRole): string {
  const parts: string[] = [];
  if (role.kind === 'numeric') {
    parts.push(range === null ? 'true and false' : `${short(range.min)} to ${short(range.max)}`);
    if (role.words.length > 0)
      parts.push(`missing also as ${role.words.map(word => JSON.stringify(word)).join(', ')}`);
  }
  if (role.kind === 'categorical') parts.push(`${count(distinct)} values`);
  if (role.kind === 'sequence') {
    const found = separators.find(({ separator }) => separator === role.separator);
    parts.push(
      found === undefined
        ? 'lists'
        : `${count(found.distinctItems)} values, parted by ${JSON.stringify(found.separator)}`,
    );
  }
  if (present < rows) parts.push(`${percent(1 - present / rows)} missing`);
  return parts.join(', ');
}

function short(value: number): number {
  return Number(value.toPrecision(6));
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}

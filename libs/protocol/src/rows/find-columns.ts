import { BadRequest } from '../errors';
import { CLOSE_BRACE, COLON, COMMA, LOWER_N, type JsonCursor } from '../json/json-cursor';
import { acceptEmpty, outlineList, PausingSkipper, type ListPlace, type Reading } from '../json/json-outline';
import type { SliceClock } from '../json/slice-clock';
import { featureOf, FeatureKeys, isShortName } from './feature-keys';
import type { RowFeatures } from './row-features';

/** The columns stand in their object, and that in the body. */
const DEPTH_OF_COLUMNS = 2;

/** A list with a value a row: where the first one begins, and how many there are. */
type Column = NonNullable<ListPlace>;

/** The columns of a request. */
export interface Columns {
  /** That of each feature, null where it has none. */
  readonly byFeature: readonly (Column | null)[];
  /** The first list that is no feature's: it tells how many rows there are where no feature has a column. */
  readonly unknown: Column | null;
  /** Whether any key is a feature's. */
  readonly hasKnown: boolean;
}

/**
 * Finds the columns of the object at the cursor, which is known to be JSON; of several of one feature the last.
 *
 * @param path - where the object stands in the request, for messages
 * @throws BadRequest if something else than a list or null stands for a column
 */
export function* findColumns(
  cursor: JsonCursor,
  path: string,
  features: RowFeatures,
  clock: SliceClock,
): Reading<Columns> {
  const keys = FeatureKeys.of(features);
  const skipper = new PausingSkipper(cursor, clock);
  const byFeature: (Column | null)[] = features.columns.map(() => null);
  const isNamed = new Uint8Array(features.columns.length);
  let unknown: Column | null = null;
  let hasKnown = false;
  if (acceptEmpty(cursor, CLOSE_BRACE)) return { byFeature, unknown, hasKnown };
  do {
    cursor.skipSpace();
    const start = cursor.at;
    yield* skipper.skipText();
    const meaning = keys.findText(cursor, start);
    cursor.accept(COLON);
    cursor.skipSpace();
    const isNull = cursor.bytes[cursor.at] === LOWER_N;
    const list = yield* outlineList(cursor, skipper, DEPTH_OF_COLUMNS);
    if (meaning < 0 && !isShortName(meaning)) {
      unknown ??= isNull ? null : list;
      continue;
    }
    hasKnown = true;
    const feature = featureOf(meaning);
    if (!isShortName(meaning)) isNamed[feature] = 1;
    else if (isNamed[feature] === 1) continue;
    if (list === null) {
      throw new BadRequest(
        `${path}.${features.featureNames[feature]} must be an array, a value for every row.`,
      );
    }
    byFeature[feature] = isNull ? null : list;
  } while (cursor.accept(COMMA));
  return { byFeature, unknown, hasKnown };
}

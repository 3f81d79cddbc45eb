import { type JsonCursor, OPEN_BRACE, OPEN_BRACKET } from '../../json/json-cursor';
import { DEPTH_OF_MEMBERS, outlineBody, type PausingSkipper, type Reading } from '../../json/json-outline';
import { walkEntries, walkMembers } from '../../json/walk-json';

/** Where a value begins and ends in the bytes of a JSON text. */
export interface ValuePlace {
  readonly at: number;
  readonly end: number;
}

/** Where the members of an object stand that somebody may ask for; of a repeated key the last, as JSON.parse has it. */
export type MemberPlaces = ReadonlyMap<string, ValuePlace>;

/** The entries of a list: null for one that is no object. `length` counts those as well that nobody will ask for. */
export interface EntryPlaces {
  readonly length: number;
  readonly entries: readonly (MemberPlaces | null)[];
}

/** Where things stand in the JSON of an inference request; a list is null where another value stands in its place. */
export interface InferOutline {
  readonly members: MemberPlaces;
  readonly inputs: EntryPlaces | null;
  readonly outputs: EntryPlaces | null;
}

const NO_ENTRIES: EntryPlaces = { length: 0, entries: [] };
const REQUEST_MEMBERS = ['id', 'parameters', 'inputs', 'outputs'];
const INPUT_MEMBERS = new Set(['name', 'shape', 'datatype', 'parameters', 'data']);
const OUTPUT_MEMBERS = new Set(['name', 'parameters']);

/** Inputs and outputs stand in so many containers, and what is in them. */
const DEPTH_OF_ENTRIES = 2;
const DEPTH_OF_ENTRY_MEMBERS = 3;

/**
 * Goes through a whole body, checks that it is JSON in UTF-8 and an object, and notes where everything stands.
 *
 * @param maxEntries - of a list no more entries are noted, however many there are
 * @throws BadRequest
 */
export function* outlineInfer(
  cursor: JsonCursor,
  values: PausingSkipper,
  maxEntries: number,
): Reading<InferOutline> {
  const members = new Map<string, ValuePlace>();
  const lists: { inputs: EntryPlaces | null; outputs: EntryPlaces | null } = {
    inputs: NO_ENTRIES,
    outputs: NO_ENTRIES,
  };
  yield* outlineBody(cursor, values, REQUEST_MEMBERS, key => {
    cursor.skipSpace();
    switch (key) {
      case 'inputs':
        return noteList(INPUT_MEMBERS, places => (lists.inputs = places));
      case 'outputs':
        return noteList(OUTPUT_MEMBERS, places => (lists.outputs = places));
      default:
        return noteValue(key, members, DEPTH_OF_MEMBERS);
    }
  });
  return { members, ...lists };

  function* noteValue(key: string, places: Map<string, ValuePlace>, depth: number): Reading<void> {
    const { at } = cursor;
    yield* values.skip(depth);
    places.set(key, { at, end: cursor.at });
  }

  function* noteList(keys: ReadonlySet<string>, note: (places: EntryPlaces | null) => void): Reading<void> {
    if (cursor.bytes[cursor.at] !== OPEN_BRACKET) {
      yield* values.skip(DEPTH_OF_MEMBERS);
      note(null);
      return;
    }
    const entries: (MemberPlaces | null)[] = [];
    let length = 0;
    yield* walkEntries(cursor, values, DEPTH_OF_ENTRIES, () => {
      const isNoted = length++ < maxEntries;
      const entry = isNoted && cursor.bytes[cursor.at] === OPEN_BRACE ? new Map<string, ValuePlace>() : null;
      if (isNoted) entries.push(entry);
      return entry === null ? undefined : noteEntry(entry, keys);
    });
    note({ length, entries });
  }

  function* noteEntry(entry: Map<string, ValuePlace>, keys: ReadonlySet<string>): Reading<void> {
    yield* walkMembers(cursor, values, DEPTH_OF_ENTRY_MEMBERS, key =>
      keys.has(key) ? noteValue(key, entry, DEPTH_OF_ENTRY_MEMBERS) : undefined,
    );
  }
}

import { quoted } from '@reckit/messages';
import { BadRequest } from '../../errors';
import {
  CLOSE_BRACKET,
  COMMA,
  type JsonCursor,
  LOWER_N,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from '../../json/json-cursor';
import { acceptEmpty, type PausingSkipper, type Reading } from '../../json/json-outline';
import { walkMembers } from '../../json/walk-json';
import { type Datatype, DATATYPE_BYTES, isDatatype, type Parameters, type ParameterValue } from '../tensor';
import type { ValuePlace } from './infer-outline';

/** A name, an id or a parameter of more bytes is refused. */
const LONGEST_MEMBER_BYTES = 65_536;
/** Names of all columns in one text may take more. */
const LONGEST_PARAMETER_BYTES = 2 ** 20;
/** A list of more names is refused. */
const MOST_NAMES = 2 ** 16;
const MOST_DIMENSIONS = 32;
/** Parameters stand deeper in the body than this; its own limit has been checked. */
const DEPTH_OF_PARAMETERS = 1;

/** Reads the members of inference requests, whose syntax has been checked. */
export class MemberReader {
  constructor(
    private readonly cursor: JsonCursor,
    private readonly values: PausingSkipper,
  ) {}

  /** A text; null where there is none, or null. @throws BadRequest for another value */
  text(place: ValuePlace | undefined, what: string): string | null {
    if (place === undefined || this.cursor.bytes[place.at] === LOWER_N) return null;
    if (place.end - place.at > LONGEST_MEMBER_BYTES) {
      throw new BadRequest(`${what} is longer than ${LONGEST_MEMBER_BYTES} bytes.`);
    }
    this.cursor.at = place.at;
    const text = this.cursor.scanScalar();
    if (typeof text !== 'string') throw new BadRequest(`${what} must be a string.`);
    return text;
  }

  /** @throws BadRequest if there is none, or one that is not known */
  datatype(place: ValuePlace | undefined, what: string): Datatype {
    const text = this.text(place, what);
    if (text !== null && isDatatype(text)) return text;
    const known = Object.keys(DATATYPE_BYTES).join(', ');
    throw new BadRequest(`${what} must be one of ${known}${text === null ? '' : `, not ${quoted(text)}`}.`);
  }

  /** @throws BadRequest if it is no list of sizes */
  shape(place: ValuePlace | undefined, what: string): readonly number[] {
    const { cursor } = this;
    if (place === undefined || cursor.bytes[place.at] !== OPEN_BRACKET) throw badShape(what);
    cursor.at = place.at;
    const shape: number[] = [];
    if (acceptEmpty(cursor, CLOSE_BRACKET)) return shape;
    do {
      cursor.skipSpace();
      const size = cursor.scanNumber();
      if (!Number.isSafeInteger(size) || size < 0 || shape.length === MOST_DIMENSIONS) throw badShape(what);
      shape.push(size);
    } while (cursor.accept(COMMA));
    return shape;
  }

  /** The parameters of these names; others are ignored. @throws BadRequest if parameters are no object */
  *parameters(place: ValuePlace | undefined, names: ReadonlySet<string>, what: string): Reading<Parameters> {
    const { cursor } = this;
    const found = new Map<string, ParameterValue>();
    if (place === undefined || cursor.bytes[place.at] === LOWER_N) return found;
    if (cursor.bytes[place.at] !== OPEN_BRACE) throw new BadRequest(`${what} must be an object.`);
    const places = new Map<string, number>();
    cursor.at = place.at;
    yield* walkMembers(cursor, this.values, DEPTH_OF_PARAMETERS, name => {
      if (names.has(name)) places.set(name, cursor.at);
      return undefined;
    });
    for (const [name, at] of places) {
      const value = yield* this.#parameter(at, `${what}.${name}`);
      if (value !== null) found.set(name, value);
    }
    return found;
  }

  *#parameter(at: number, what: string): Reading<ParameterValue | null> {
    const { cursor } = this;
    cursor.at = at;
    switch (cursor.bytes[at]) {
      case OPEN_BRACKET:
        return this.#names(what);
      case OPEN_BRACE:
        throw new BadRequest(`${what} must not be an object.`);
      case QUOTE:
        yield* this.values.skipText();
        if (cursor.at - at > LONGEST_PARAMETER_BYTES) {
          throw new BadRequest(`${what} is longer than ${LONGEST_PARAMETER_BYTES} bytes.`);
        }
        return cursor.textFrom(at);
      default:
        return cursor.scanScalar() ?? null;
    }
  }

  #names(what: string): readonly string[] {
    const { cursor } = this;
    const names: string[] = [];
    if (acceptEmpty(cursor, CLOSE_BRACKET)) return names;
    do {
      cursor.skipSpace();
      const name = cursor.bytes[cursor.at] === QUOTE ? cursor.scanScalar() : undefined;
      if (typeof name !== 'string') throw new BadRequest(`${what} must be a list of texts.`);
      if (names.length === MOST_NAMES) throw new BadRequest(`${what} has more than ${MOST_NAMES} entries.`);
      names.push(name);
    } while (cursor.accept(COMMA));
    return names;
  }
}

function badShape(what: string): BadRequest {
  return new BadRequest(`${what} must be a list of at most ${MOST_DIMENSIONS} sizes, each 0 or more.`);
}

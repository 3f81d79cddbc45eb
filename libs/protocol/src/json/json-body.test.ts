import * as fc from 'fast-check';
import { anyCharacter } from '../../../messages/testing/characters';
import { BadRequest } from '../errors';
import { parseJsonObject } from './json-body';

const BYTE_ORDER_MARK = '\uFEFF';

function refusal(body: Buffer | string): string {
  try {
    parseJsonObject(Buffer.from(body));
  } catch (error) {
    if (error instanceof BadRequest) return error.message;
    throw error;
  }
  throw new Error('The body was accepted.');
}

/** What damages JSON when it stands in the wrong place. */
const DAMAGE = [
  '',
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '0',
  '.',
  'e',
  '-',
  ' ',
  '\\',
  '\u00e9',
  '\n',
  'null',
  '\\u00g0',
];

/** The message with which something is refused, or none. */
function outcome(action: () => unknown): string {
  try {
    action();
    return '';
  } catch (error) {
    return String(error);
  }
}

describe('a body that is to be a JSON object', () => {
  test('what is JSON for JSON.parse is JSON here, damaged or not', () => {
    const json = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom(...DAMAGE), fc.nat({ max: 2 }), fc.boolean())
      .map(([text, at, insert, cut, isWhole]) => {
        const place = at % (text.length + 1);
        return isWhole ? text : text.slice(0, place) + insert + text.slice(place + cut);
      });
    fc.assert(
      fc.property(json, fc.constantFrom('', ' ', '\r\n\t '), (text, space) => {
        const body = `${space}${text}${space}`;
        const message = outcome(() => parseJsonObject(Buffer.from(body)));
        expect(/not valid JSON|is empty/.test(message)).toBe(outcome(() => JSON.parse(body)) !== '');
      }),
      { numRuns: 3_000 },
    );
  });

  test('a byte order mark is skipped, once', () => {
    expect(parseJsonObject(Buffer.from(`${BYTE_ORDER_MARK}{"data": [1]}`))).toEqual({ data: [1] });
    expect(refusal(`${BYTE_ORDER_MARK}${BYTE_ORDER_MARK}{}`)).toContain('not valid JSON');
  });

  test.each([['7b22e9223a317d'], ['ff'], ['fffe7b007d00'], ['c080'], ['eda080'], ['7b22f09f98223a317d']])(
    'bytes that are not UTF-8, %s, are refused',
    hex => {
      expect(refusal(Buffer.from(hex, 'hex'))).toBe('The body is not valid UTF-8.');
    },
  );

  test.each(['', ' ', '\r\n\t', BYTE_ORDER_MARK, `${BYTE_ORDER_MARK}\n`])(
    'an empty body, %j, is refused',
    body => {
      expect(refusal(body)).toBe('The body is empty; expected a JSON object.');
    },
  );

  test.each([
    'NaN',
    '{"data": [{"item_ctr": NaN}]}',
    '{"data": [{"item_ctr":\n Infinity}]}',
    '{"data": [{"item_ctr": -Infinity}]}',
    '{"data": [1_0]}',
    '{"data": [01]}',
    '{"data": [0x10]}',
    '{"data": [+1]}',
    '{"data": [.5]}',
    '{"data": [1.0,]}',
    '{"data": [{]',
    "{'data': []}",
    '{"data": []} extra',
    '{"data": []}{}',
    '{"a": "line\nbreak"}',
    'hello',
    'data=1',
    '{',
    '\0',
    '// comment\n{}',
  ])('%j is no JSON and is refused in one line', body => {
    expect(refusal(body)).toMatch(/^The body is not valid JSON: [^\r\n]+\.$/);
  });

  test('any bytes at all give a value or one short line', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 500 }),
      fc.string({ unit: anyCharacter, maxLength: 500 }),
    );
    fc.assert(
      fc.property(bytes, body => {
        try {
          parseJsonObject(Buffer.from(body));
        } catch (error) {
          if (!(error instanceof BadRequest)) throw error;
          expect(error.message).toMatch(/^[^\r\n\u2028\u2029]{1,300}$/);
        }
      }),
    );
  });

  test('a long body that is cut off gives a short line', () => {
    const body = JSON.stringify({ data: Array.from({ length: 10_000 }, () => ({ item_ctr: 0.15 })) });
    expect(refusal(body.slice(0, -3)).length).toBeLessThan(300);
    expect(refusal(`${body.slice(0, -2)},]}`).length).toBeLessThan(300);
  });

  test.each(['[', '{"a":'])('nesting of a hundred thousand %s is refused by its depth', open => {
    expect(refusal(open.repeat(100_000))).toBe('The body is nested deeper than 64 levels.');
  });

  test('64 levels are read, 65 are not', () => {
    const nested = (depth: number): string => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
    expect(parseJsonObject(Buffer.from(nested(64)))).toHaveProperty('a');
    expect(refusal(nested(65))).toBe('The body is nested deeper than 64 levels.');
  });

  test('the message names the place and what stands there', () => {
    expect(refusal('{"data": [{"item_ctr": NaN}]}')).toBe(
      'The body is not valid JSON: unexpected NaN}]} at byte 23, after {"data": [{"item_ctr": .',
    );
    expect(refusal('{"data": [')).toBe('The body is not valid JSON: it ends too early, after {"data": [.');
  });
});

describe('other values', () => {
  test.each(['[]', '[{}]', 'null', '5', '"text"', 'true'])('%s is no object and is refused', body => {
    expect(refusal(body)).toBe('The body must be a JSON object.');
  });

  test('any object is read', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), object => {
        const json = JSON.stringify(object);
        expect(parseJsonObject(Buffer.from(json))).toEqual(JSON.parse(json));
      }),
    );
  });
});

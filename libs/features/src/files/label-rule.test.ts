import { BadFeatureFile } from '../errors';
import { parseFeatureFile } from './feature-file';
import { describeLabel, ruleAsWritten, type PositiveRule } from './label-rule';

const parse = (label: unknown) =>
  parseFeatureFile(JSON.stringify({ label, features: ['age'] }), 'features.json');

test.each<[unknown, PositiveRule, unknown, string]>([
  ['>= 4', { kind: 'compare', operator: '>=', value: 4 }, '>= 4', 'y >= 4'],
  ['>4.5', { kind: 'compare', operator: '>', value: 4.5 }, '> 4.5', 'y > 4.5'],
  [' <= -1e3 ', { kind: 'compare', operator: '<=', value: -1000 }, '<= -1000', 'y <= -1000'],
  ['<0', { kind: 'compare', operator: '<', value: 0 }, '< 0', 'y < 0'],
  ['= 2', { kind: 'compare', operator: '=', value: 2 }, '= 2', 'y = 2'],
  ['!= 0', { kind: 'compare', operator: '!=', value: 0 }, '!= 0', 'y != 0'],
  [['yes', 'Y'], { kind: 'values', values: ['yes', 'Y'] }, ['yes', 'Y'], 'y in ["yes","Y"]'],
  [[1, true, 'x'], { kind: 'values', values: [1, true, 'x'] }, [1, true, 'x'], 'y in [1,true,"x"]'],
  ['yes', { kind: 'values', values: ['yes'] }, ['yes'], 'y in ["yes"]'],
  [2, { kind: 'values', values: [2] }, [2], 'y in [2]'],
  [true, { kind: 'values', values: [true] }, [true], 'y in [true]'],
])('the rule %j', (positive, rule, written, described) => {
  const file = parse({ column: 'y', positive });
  expect(file).toMatchObject({ label: 'y', positive: rule });
  expect(ruleAsWritten(rule)).toEqual(written);
  expect(describeLabel({ column: 'y', positive: rule })).toBe(described);
  expect(parse({ column: 'y', positive: ruleAsWritten(rule) })).toEqual(file);
});

test('an object without a rule is its column', () => {
  expect(parse({ column: 'y' })).toEqual(parse('y'));
  expect(describeLabel({ column: 'y' })).toBe('y');
});

const FORMS = 'expected a comparison such as ">= 4", or a list of values such as ["yes"]';
const LABEL = 'expected the name of a column, or {"column": "rating", "positive": ">= 4"}';

test.each([
  [
    { column: 'y', positive: '>= four' },
    '.positive: expected one comparison with a number, such as ">= 4", got ">= four"',
  ],
  [{ column: 'y', positive: '>' }, '.positive: expected one comparison with a number'],
  [{ column: 'y', positive: '== 4' }, '.positive: expected one comparison with a number'],
  [{ column: 'y', positive: ['>= 4', '1'] }, '.positive: expected one comparison with a number'],
  [{ column: 'y', positive: [] }, `.positive: ${FORMS}`],
  [{ column: 'y', positive: '' }, `.positive: ${FORMS}`],
  [{ column: 'y', positive: null }, `.positive: ${FORMS}`],
  [{ column: 'y', positive: { min: 4 } }, `.positive: ${FORMS}`],
  [{ positive: '>= 4' }, `: ${LABEL}`],
  [{ column: 'y', postive: '>= 4' }, `: ${LABEL}`],
  [5, `: ${LABEL}`],
  [null, `: ${LABEL}`],
])('%j is refused with the form that is meant', (label, message) => {
  expect(() => parse(label)).toThrow(BadFeatureFile);
  expect(() => parse(label)).toThrow(`features.json: label${message}`);
});

test('the column of a rule is no feature', () => {
  expect(() => parse({ column: 'age', positive: '> 1' })).toThrow('"age" is the label');
});

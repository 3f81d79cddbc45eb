import { soleSignature, type Manifest } from '@reckit/artifacts';
import { packageContent } from '../../../../../libs/artifacts/testing/package-content';
import { comparableOutputs } from './learnt-outputs';

type Kind = 'probability' | 'score' | 'value';

function manifestOf(version: string, kinds: Readonly<Record<string, Kind | null>>): Manifest {
  const { manifest } = packageContent(version);
  const outputs = Object.entries(kinds).map(([name, kind]) => ({
    name,
    role: 'task' as const,
    ...(kind !== null && { predicts: { kind, label: 'clicked' } }),
  }));
  const [{ checks }] = manifest.signatures;
  return { ...manifest, format: 2, files: [], signatures: [soleSignature('xgb', outputs, checks)] };
}

test('a probability and a score both rank, and a package that does not tell has learnt the same', () => {
  const kindsOf = (before: Kind | null, after: Kind) =>
    comparableOutputs(manifestOf('v2', { ctr: after }), manifestOf('v1', { ctr: before })).map(
      ({ kind }) => kind,
    );
  expect(kindsOf('probability', 'probability')).toEqual(['probability']);
  expect(kindsOf('probability', 'score')).toEqual(['score']);
  expect(kindsOf('score', 'probability')).toEqual(['score']);
  expect(kindsOf(null, 'value')).toEqual(['value']);
});

test.each([
  [{ ctr: 'value' }, 'ctr is a probability in version v2 and a value in v1, which do not compare.'],
  [{ cvr: 'probability' }, 'ctr of version v2 is no output of v1, which has cvr: '],
] as const)('beside %j it does not compare', (before, problem) => {
  const compare = () => comparableOutputs(manifestOf('v2', { ctr: 'probability' }), manifestOf('v1', before));
  expect(compare).toThrow(problem);
});

test('an output that does not tell what it was learnt from is named', () => {
  expect(() => comparableOutputs(manifestOf('v2', { ctr: 'value', cvr: null }), null)).toThrow(
    'xgb v2 does not tell what cvr was learnt from: train it again.',
  );
});

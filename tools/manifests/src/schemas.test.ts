/** @needs kubectl */
import { builtManifests, nameOf, type ObjectManifest } from './built-manifests';
import { APPLIED, BY_SERVICE } from './folders';
import { schemaErrors } from './schema-errors';
import { typeErrors } from './types-of-manifests';

let manifests: readonly ObjectManifest[];
beforeAll(() => {
  // Most are the same in several overlays.
  const all = [...APPLIED, BY_SERVICE]
    .flatMap(builtManifests)
    .map(each => [JSON.stringify(each), each] as const);
  manifests = [...new Map(all).values()];
});

test('Kubernetes takes every value', () => {
  expect(schemaErrors(manifests)).toEqual([]);
});

test('Kubernetes knows every field', () => {
  expect(typeErrors(manifests)).toEqual([]);
});

test('what is wrong is found', () => {
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'wrong' },
    spec: {
      replicas: 'two',
      selector: {},
      template: { spec: { containers: [{ name: 'a', livenesProbe: { periodSeconds: 1 } }] } },
    },
  };
  expect(schemaErrors([deployment])).toEqual([expect.stringContaining('Deployment wrong: /spec/replicas')]);
  const known = { ...deployment, spec: { ...deployment.spec, replicas: 2 } };
  expect(typeErrors([known])).toEqual([expect.stringContaining('\'"livenesProbe"\' does not exist')]);
});

test.each([...APPLIED, BY_SERVICE])('%s says nothing twice', folder => {
  const names = builtManifests(folder).map(each => `${each.metadata.namespace ?? ''} ${nameOf(each)}`);
  expect(names).toEqual([...new Set(names)]);
});

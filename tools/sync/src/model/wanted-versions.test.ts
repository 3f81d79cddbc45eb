import type { Registry } from '@reckit/registry';
import { toBeThere, wantedVersions } from './wanted-versions';

const entry = (version: string, status: 'staging' | 'production' | 'archived', replaced?: string) => ({
  ...{ model: 'xgb', version, status, files: [], sha256: null, bytes: null, location: `xgb/${version}` },
  ...{
    metrics: {},
    data_fingerprint: null,
    git_commit: null,
    registered_at: 'now',
    lineage: { warm_start: null },
  },
  ...(replaced !== undefined && { replaced }),
});
const REGISTRY: Registry = {
  format: 1,
  versions: [
    entry('v1', 'archived'),
    entry('v2', 'production', 'v1'),
    entry('v3', 'staging'),
    { ...entry('v9', 'production'), model: 'deepfm' },
  ],
  deployments: { xgb: { version: 'v3', from: 'v2', started_at: 'now' } },
  labels: { xgb: { canary: { version: 'v3', share: 5 }, stable: { version: 'v1' } } },
};

test('what is in production is named, and what is being deployed or has a label is there beside it', () => {
  const wanted = wantedVersions(REGISTRY, 'xgb', { kind: 'production' });
  expect(wanted).toEqual({
    current: 'v2',
    labels: { canary: { version: 'v3', share: 5 }, stable: { version: 'v1' } },
    ahead: 'v3',
    before: 'v1',
  });
  expect(toBeThere(wanted)).toEqual(['v2', 'v3', 'v1']);
});

test.each([
  [{ kind: 'label', label: 'canary' } as const, 'v3'],
  [{ kind: 'label', label: 'nowhere' } as const, null],
  [{ kind: 'version', version: 'v7' } as const, 'v7'],
])('%j is alone', (choice, current) => {
  const wanted = wantedVersions(REGISTRY, 'xgb', choice);
  expect(wanted).toEqual({ current, labels: {}, ahead: null, before: null });
  expect(toBeThere(wanted)).toEqual(current === null ? [] : [current]);
});

test('a model that is not in the registry wants nothing', () => {
  const wanted = wantedVersions(REGISTRY, 'mmoe', { kind: 'production' });
  expect(wanted).toEqual({ current: null, labels: {}, ahead: null, before: null });
  expect(toBeThere(wanted)).toEqual([]);
});

import { removableVersions } from './removable-versions';

const days = [3, 1, 4, 2, 5].map(day => ({ version: `v${day}`, createdAt: new Date(2026, 10, day) }));

describe('removableVersions', () => {
  it('leaves the newest, whatever the order of their names', () => {
    expect(removableVersions(days, 2, new Set())).toEqual(['v3', 'v2', 'v1']);
    const renamed = [{ version: 'a', createdAt: new Date(2026, 11, 1) }, ...days];
    expect(removableVersions(renamed, 1, new Set())).toEqual(['v5', 'v4', 'v3', 'v2', 'v1']);
  });

  it('leaves what is needed, which makes no room for others', () => {
    expect(removableVersions(days, 2, new Set(['v1', 'v5']))).toEqual(['v3', 'v2']);
  });

  it('removes nothing where there are no more than are kept', () => {
    expect(removableVersions(days, 5, new Set())).toEqual([]);
  });
});

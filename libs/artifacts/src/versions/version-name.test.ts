import * as fc from 'fast-check';
import path from 'node:path';
import { isVersionName, versionOfTime } from './version-name';

test.each(['v1', 'v1.0.0', '20261122_101500', 'A-b_c.d', '0', 'a..b'])('%s can name a version', version => {
  expect(isVersionName(version)).toBe(true);
});

test.each(['', '.', '..', '.hidden', '-v1', '_v1', 'a/b', '../v1', '/v1', 'v1/', 'a\\b', 'v1/..'])(
  '%j cannot name a version, being a path or nearly one',
  version => {
    expect(isVersionName(version)).toBe(false);
  },
);

test.each(['v 1', ' v1', 'v1\n', 'v1\0', 'v1\r', 'vé', 'v1:2', 'v*', '~'])(
  '%j cannot name a version',
  version => {
    expect(isVersionName(version)).toBe(false);
  },
);

test('a version name has up to 128 characters', () => {
  expect(isVersionName('x'.repeat(128))).toBe(true);
  expect(isVersionName('x'.repeat(129))).toBe(false);
});

test('a version name is always one folder below its model', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('.', '/', '\\', 'a', '0', '-', '~', '\0') }), version => {
      fc.pre(isVersionName(version));
      expect(path.dirname(path.join('model/xgb', version))).toBe('model/xgb');
    }),
  );
});

test('the version of a time is the time in UTC', () => {
  expect(versionOfTime(new Date('2026-11-22T10:15:00.999Z'))).toBe('20261122_101500');
  expect(versionOfTime(new Date('2026-01-02T03:04:05+14:00'))).toBe('20260101_130405');
});

test('versions of later times sort later, and all are names', () => {
  const time = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(time, time, (a, b) => {
      expect(isVersionName(versionOfTime(a))).toBe(true);
      if (a.getTime() <= b.getTime()) expect(versionOfTime(a) <= versionOfTime(b)).toBe(true);
    }),
  );
});

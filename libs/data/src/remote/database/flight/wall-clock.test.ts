import { UnreadableCell } from '../cells/cell-column';
import { wallClock } from './wall-clock';

const shown = (zone: string | null, time: string): string =>
  new Date(wallClock(zone)(Date.parse(time) / 1000) * 1000).toISOString();

test.each([
  [null, '2026-11-01T12:00:00Z', '2026-11-01T12:00:00.000Z'],
  ['', '2026-11-01T12:00:00Z', '2026-11-01T12:00:00.000Z'],
  ['Etc/UTC', '2026-11-01T12:00:00Z', '2026-11-01T12:00:00.000Z'],
  ['+08:00', '2026-11-01T20:00:00Z', '2026-11-02T04:00:00.000Z'],
  ['-0330', '2026-11-01T12:00:00Z', '2026-11-01T08:30:00.000Z'],
  ['Asia/Shanghai', '2026-11-01T12:00:00Z', '2026-11-01T20:00:00.000Z'],
  // In the night to the 26th of October clocks went back at one.
  ['Europe/Berlin', '2025-10-26T00:59:59Z', '2025-10-26T02:59:59.000Z'],
  ['Europe/Berlin', '2025-10-26T01:00:00Z', '2025-10-26T02:00:00.000Z'],
  ['Asia/Kathmandu', '1969-12-31T23:59:59Z', '1970-01-01T05:29:59.000Z'],
])('in %s, clocks show at %s what they do', (zone, time, expected) => {
  expect(shown(zone, time)).toBe(expected);
});

test('a zone that is not known is an error that says what to do', () => {
  expect(() => wallClock('Mars/Olympus')).toThrow(UnreadableCell);
  expect(() => wallClock('Mars/Olympus')).toThrow(/Mars\/Olympus is not known here\. CAST it to STRING/);
});

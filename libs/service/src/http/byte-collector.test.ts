import * as fc from 'fast-check';
import { ByteCollector } from './byte-collector';

const chunks = fc.array(
  fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 20 }),
    fc
      .record({ length: fc.integer({ min: 1, max: 9_000 }), value: fc.nat(255) })
      .map(({ length, value }) => new Uint8Array(length).fill(value)),
  ),
  { maxLength: 60 },
);

test('the bytes come out as they went in, in whatever chunks', () => {
  fc.assert(
    fc.property(chunks, parts => {
      const collector = new ByteCollector();
      for (const part of parts) collector.append(Buffer.from(part));
      const whole = Buffer.concat(parts);
      expect(collector.size).toBe(whole.length);
      expect(collector.take().equals(whole)).toBe(true);
      expect(collector.size).toBe(0);
    }),
  );
});

test('its memory is at most about twice the bytes, and is told', () => {
  fc.assert(
    fc.property(chunks, parts => {
      const collector = new ByteCollector();
      const grown = parts.reduce((sum, part) => sum + collector.append(Buffer.from(part)), 0);
      expect(grown).toBeGreaterThanOrEqual(collector.size);
      expect(grown).toBeLessThanOrEqual(2.25 * collector.size + 1_024);
    }),
    { numRuns: 1_000 },
  );
});

test('chunks that do not fit leave no room behind', () => {
  const collector = new ByteCollector();
  const grown = [1, 1, 1_024, 4, 8, 1, 1_024, 1, 2_047, 1].reduce(
    (sum, length) => sum + collector.append(Buffer.alloc(length)),
    0,
  );
  expect(grown).toBeLessThanOrEqual(2 * collector.size + 1_024);
});

test('a body in one chunk is not copied', () => {
  const chunk = Buffer.from('{"data":[{}]}');
  const collector = new ByteCollector();
  collector.append(chunk);
  expect(collector.take()).toBe(chunk);
});

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

describe('a long body', () => {
  const chunkBytes = 65_536;
  const chunk = (index: number): Buffer => Buffer.alloc(chunkBytes, index);
  const fill = (collector: ByteCollector, count: number): number =>
    Array.from({ length: count }, (_, i) => collector.append(chunk(i))).reduce(
      (sum, grown) => sum + grown,
      0,
    );
  const whole = (count: number): Buffer => Buffer.concat(Array.from({ length: count }, (_, i) => chunk(i)));

  test.each([null, 100 * chunkBytes, 101 * chunkBytes])(
    'of %s announced bytes comes out as it went in',
    announced => {
      const collector = new ByteCollector(announced);
      fill(collector, 100);
      expect(collector.take().equals(whole(100))).toBe(true);
      expect(collector.append(Buffer.from('x'))).toBe(1);
      expect(collector.take().toString()).toBe('x');
    },
  );

  test('of an announced length is never copied as a whole', () => {
    const collector = new ByteCollector(100 * chunkBytes);
    expect(fill(collector, 100)).toBe(100 * chunkBytes);
    const bytes = collector.take();
    expect(bytes.buffer.byteLength).toBe(bytes.length);
  });

  test('takes no room for what is only announced', () => {
    const collector = new ByteCollector(1_000 * chunkBytes);
    expect(fill(collector, 62)).toBe(62 * chunkBytes);
    expect(collector.append(chunk(62))).toBe((1_000 - 62) * chunkBytes);
  });

  test('of any length takes at most about twice its bytes', () => {
    const collector = new ByteCollector();
    let grown = 0;
    for (let i = 0; i < 200; i++) {
      grown += collector.append(chunk(i));
      expect(grown).toBeLessThanOrEqual(2 * collector.size);
    }
  });
});

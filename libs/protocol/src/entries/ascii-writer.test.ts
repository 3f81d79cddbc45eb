import { COMMA } from '../json/json-cursor';
import { AsciiWriter } from './ascii-writer';

test('a text of many blocks is whole', () => {
  const values = Float32Array.from({ length: 50_000 }, (_, i) => Math.sin(i));
  const writer = new AsciiWriter();
  writer.numberList(values, 0, values.length);
  for (let i = 0; i < 100_000; i++) writer.byte(COMMA);
  writer.numberList(values, 10, 2);
  expect(writer.finish()).toBe(`[${values.join(',')}]${','.repeat(100_000)}[${values[10]},${values[11]}]`);
});

test('each text begins anew', () => {
  new AsciiWriter().byte(COMMA);
  const writer = new AsciiWriter();
  writer.numberList(Float32Array.of(1, 2), 0, 2);
  expect(writer.finish()).toBe('[1,2]');
  expect(new AsciiWriter().finish()).toBe('');
});

import { readMatrix } from './read-matrix';
import { temporaryFiles } from './testing/temporary-files';

const files = temporaryFiles();

test('features come row-major in the order of the request, with labels, targets and missing counts', async () => {
  const path = await files.write(
    'small.csv',
    'label,b,unused,a,gmv\n1,10,x,1,0.5\n0,,y,inf,0\n1,30,z,3,2.5\n',
  );
  const read = await readMatrix(path, { features: ['a', 'b'], label: 'label', targets: ['gmv'] });
  expect(read).toEqual({
    rowCount: 3,
    featureCount: 2,
    matrix: Float32Array.of(1, 10, NaN, NaN, 3, 30),
    labels: Float32Array.of(1, 0, 1),
    targets: new Map([['gmv', Float32Array.of(0.5, 0, 2.5)]]),
    missing: [
      { blank: 0, notFinite: 1 },
      { blank: 1, notFinite: 0 },
    ],
  });
});

test('100,000 rows fill one buffer, reserved by the size of the file', async () => {
  const rows = Array.from({ length: 100_000 }, (_, i) => `${i},${i / 8},${i % 2}`);
  const path = await files.write('large.csv', `a,b,label\n${rows.join('\n')}\n`);
  const { matrix, labels, rowCount } = await readMatrix(path, { features: ['a', 'b'], label: 'label' });
  expect(rowCount).toBe(100_000);
  expect(matrix).toEqual(
    Float32Array.from({ length: 200_000 }, (_, i) => (i % 2 === 0 ? i / 2 : (i - 1) / 16)),
  );
  expect(labels.length).toBe(100_000);
  expect(matrix.buffer.byteLength).toBeLessThan(1.5 * matrix.byteLength);
});

test('rows far shorter than those at the top only make the buffer grow', async () => {
  const long = '1.0000000000000000000000,1\n'.repeat(12_000);
  const path = await files.write('uneven.csv', `a,label\n${long}${'2,0\n'.repeat(100_000)}`);
  const { matrix, rowCount } = await readMatrix(path, { features: ['a'], label: 'label' });
  expect(rowCount).toBe(112_000);
  expect(matrix[0]).toBe(1);
  expect(matrix[111_999]).toBe(2);
});

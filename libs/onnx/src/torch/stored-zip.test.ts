import fc from 'fast-check';
import { writeStoredZip } from '../../testing/write-stored-zip';
import { InvalidModelFile, UnsupportedModel } from '../errors';
import { readStoredZip } from './stored-zip';

const FILES = new Map([
  ['model/data.pkl', Buffer.from('first')],
  ['model/data/0', Buffer.from([1, 2, 3])],
]);
const archive = (): Buffer => writeStoredZip(FILES);
/** Where the directory and its end record begin. */
const directoryOf = (zip: Buffer): number => zip.indexOf('PK\x01\x02');
const endOf = (zip: Buffer): number => zip.indexOf('PK\x05\x06');

test('files come back as they were written', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.uint8Array()), files => {
      const entries = new Map(Object.entries(files));
      const read = readStoredZip(writeStoredZip(entries));
      expect([...read].map(([name, content]) => [name, [...content]])).toEqual(
        [...entries].map(([name, content]) => [name, [...content]]),
      );
    }),
  );
});

test('sizes are those of the directory where a data descriptor follows the content', () => {
  const zip = archive();
  zip.writeUInt16LE(8, 6);
  zip.fill(0, 14, 26);
  expect(readStoredZip(zip)).toEqual(readStoredZip(archive()));
});

test('a comment may follow the directory', () => {
  const zip = Buffer.concat([archive(), Buffer.from('trained on Monday')]);
  zip.writeUInt16LE('trained on Monday'.length, endOf(zip) + 20);
  expect(readStoredZip(zip).size).toBe(2);
});

test('compressed and encrypted files are refused', () => {
  expect(() => readStoredZip(writeStoredZip(FILES, 8))).toThrow(UnsupportedModel);
  const zip = archive();
  zip.writeUInt16LE(1, directoryOf(zip) + 8);
  expect(() => readStoredZip(zip)).toThrow('"model/data.pkl" is compressed or encrypted');
});

test('an archive beyond 4 GB is refused', () => {
  const zip = archive();
  zip.writeUInt32LE(0xffffffff, endOf(zip) + 16);
  expect(() => readStoredZip(zip)).toThrow('ZIP64');
});

test('a changed byte of a file is noticed', () => {
  const zip = archive();
  zip[zip.indexOf('first')] = 0x20;
  expect(() => readStoredZip(zip)).toThrow('the checksum of "model/data.pkl" is wrong');
});

test.each<[string, (zip: Buffer) => Buffer]>([
  ['an archive without a directory', zip => zip.subarray(0, directoryOf(zip))],
  ['a truncated end', zip => zip.subarray(0, -1)],
  ['an entry that lies elsewhere', zip => (zip.writeUInt32LE(1, directoryOf(zip) + 42), zip)],
  ['an entry beyond the file', zip => (zip.writeUInt32LE(0xfffffff0, directoryOf(zip) + 42), zip)],
  ['a size beyond the file', zip => (zip.fill(0x7f, directoryOf(zip) + 20, directoryOf(zip) + 28), zip)],
  ['two sizes', zip => (zip.writeUInt32LE(4, directoryOf(zip) + 24), zip)],
  ['a name beyond the directory', zip => (zip.writeUInt16LE(0xffff, directoryOf(zip) + 28), zip)],
  ['more entries than there are', zip => (zip.writeUInt16LE(3, endOf(zip) + 10), zip)],
  ['a directory beyond the file', zip => (zip.writeUInt32LE(0xfffffff0, endOf(zip) + 16), zip)],
])('%s is refused', (_, damage) => {
  expect(() => readStoredZip(damage(archive()))).toThrow(InvalidModelFile);
});

test('a name that is there twice is refused', () => {
  const zip = writeStoredZip(
    new Map([
      ['ab', Buffer.of(1)],
      ['ba', Buffer.of(2)],
    ]),
  );
  zip.write('ab', zip.lastIndexOf('ba'));
  expect(() => readStoredZip(zip)).toThrow('"ab" is there twice');
});

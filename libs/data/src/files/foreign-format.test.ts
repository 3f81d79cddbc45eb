import { gzipSync } from 'node:zlib';
import { DataError } from '../errors';
import { readColumnNames } from '../read-table';
import { temporaryFiles } from '../testing/temporary-files';

const files = temporaryFiles();

/** The local header of a file in a zip archive. */
function zipEntry(name: string, content = ''): Buffer {
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 'latin1');
  header.writeUInt32LE(content.length, 18);
  header.writeUInt32LE(content.length, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name + content, 'latin1')]);
}

const bytes = (text: string) => Buffer.from(text, 'latin1');
const zip = (...names: readonly string[]) => Buffer.concat(names.map(name => zipEntry(name)));
const tar = Buffer.concat([Buffer.alloc(257), Buffer.from('ustar\x0000'), Buffer.alloc(248)]);

test.each<[string, Uint8Array, RegExp]>([
  [
    'clicks.csv',
    zip('[Content_Types].xml', '_rels/.rels', 'xl/workbook.xml'),
    /an Excel workbook \(\.xlsx\).*Save it as CSV/,
  ],
  ['clicks.xlsx', zip('[Content_Types].xml', 'xl/workbook.xml'), /an Excel workbook/],
  ['clicks.xls', bytes('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'), /an old Excel workbook/],
  [
    'clicks.csv',
    zipEntry('mimetype', 'application/vnd.oasis.opendocument.spreadsheet'),
    /a spreadsheet \(\.ods\)/,
  ],
  ['clicks.csv', zip('clicks.csv'), /a zip archive.*Unpack it/],
  ['clicks.csv', zip('arr_0.npy'), /\.npz/],
  ['clicks.csv', zip('model/data.pkl'), /a PyTorch file/],
  [
    'clicks.csv',
    bytes('<!DOCTYPE html>\n<html><body>Log in'),
    /an HTML page, such as that of a login.*download/,
  ],
  ['clicks.json', bytes('\n <html lang="en">'), /an HTML page/],
  ['clicks.csv', bytes('\xef\xbb\xbf<HTML>'), /an HTML page/],
  [
    'clicks.csv',
    bytes('<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>'),
    /an XML document.*object store/,
  ],
  ['clicks.csv', bytes('\x80\x04\x95\x0a\0\0\0\0\0\0\0}'), /a Python pickle.*Parquet/],
  ['clicks.parquet', bytes('\x80\x02}q\0.'), /a Python pickle/],
  ['clicks.csv', bytes('(dp0\n.'), /a Python pickle/],
  ['clicks.csv', bytes('\x93NUMPY\x01\0v\0'), /a NumPy array/],
  ['clicks.csv', bytes('SQLite format 3\0'), /an SQLite database/],
  ['clicks.csv', bytes('%PDF-1.7\n%\xe2\xe3'), /a PDF document/],
  ['clicks.csv', bytes('ORC\x0a\x1d\x08'), /an ORC file/],
  ['clicks.csv', bytes('Obj\x01\x04\x16avro.schema'), /an Avro file/],
  ['clicks.csv', bytes('ARROW1\0\0'), /an Arrow or Feather file/],
  ['clicks.csv', bytes('FEA1\0\0\0\0'), /an Arrow or Feather file/],
  ['clicks.csv', bytes('7z\xbc\xaf\x27\x1c\0\x04'), /a 7z archive/],
  ['clicks.csv', bytes('BZh91AY&SY'), /packed by bzip2.*gzip or zstd/],
  ['clicks.csv', bytes('\xfd7zXZ\0'), /packed by xz/],
  ['clicks.csv', bytes('\x04\x22\x4d\x18'), /packed by lz4/],
  ['clicks.csv', bytes('\x89HDF\r\n\x1a\n'), /an HDF5 file/],
  ['clicks.csv', bytes('\x89PNG\r\n\x1a\n'), /a picture/],
  ['clicks.csv', bytes('\xff\xd8\xff\xe0'), /a picture/],
  ['clicks.csv', bytes('\x7fELF\x02'), /a program/],
  ['clicks.csv', bytes('version https://git-lfs.github.com/spec/v1\noid sha256:1'), /Git LFS.*git lfs pull/],
  ['clicks.tar', tar, /a tar archive/],
  ['clicks.csv.gz', gzipSync(tar), /a tar archive/],
  ['clicks.csv.gz', gzipSync(gzipSync('x,y\n1,2\n')), /a gzip file inside another/],
  ['clicks.csv', gzipSync(bytes('<html>')), /an HTML page/],
])('%s %#: it says what it seems to be', async (name, content, message) => {
  const path = await files.write(name, content);
  const error: unknown = await readColumnNames(path).catch((thrown: unknown) => thrown);
  if (!(error instanceof DataError)) throw error;
  expect(error.message.replace(path, 'FILE')).toMatch(/^FILE: this is [ -~]+$/);
  expect(error.message).toMatch(message);
});

test.each([
  'ORC,PK\n1,2\n',
  'ORC\n1\n',
  'BZh,MZ\n1,2\n',
  'Obj,LZI\n1,2\n',
  'MZ,label\n1,2\n',
  'A\n1\n',
  '<id>,label\n1,2\n',
  'cnumpy,label\n1,2\n',
])('the header of %j is one of a table', async content => {
  const path = await files.write('table.csv', content);
  expect(await readColumnNames(path)).toEqual(content.split('\n')[0].split(','));
});

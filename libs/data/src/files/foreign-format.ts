/** A format that is no table, or none that is read here. */
export interface ForeignFormat {
  /** With its article. */
  readonly name: string;
  /** What to do, in a sentence. */
  readonly remedy: string;
}

interface Signature {
  readonly name: string;
  readonly remedy: string;
  /** Whether the first bytes are those of the format. */
  readonly matches: (head: Buffer) => boolean;
}

const UNPACK = 'Unpack it, and name the file inside.';
const NOT_DATA = 'Name a file of data.';
const FROM_PYTHON = 'Write the table as Parquet, such as by pandas to_parquet.';
const AS_PARQUET = 'Write the table as Parquet or CSV.';

/** By the first bytes; texts are compared as Latin-1, one character a byte. */
const SIGNATURES: readonly Signature[] = [
  ...zipKinds(),
  starting('an old Excel workbook (.xls)', 'Save it as CSV UTF-8.', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'),
  starting('a 7z archive', UNPACK, '7z\xbc\xaf\x27\x1c'),
  starting('a rar archive', UNPACK, 'Rar!\x1a\x07'),
  starting('a file packed by xz', 'Unpack it, or pack it by gzip or zstd.', '\xfd7zXZ\0'),
  matching('a file packed by bzip2', 'Unpack it, or pack it by gzip or zstd.', /^BZh[1-9]1AY&SY/),
  starting('a file packed by lz4', 'Unpack it, or pack it by gzip or zstd.', '\x04\x22\x4d\x18'),
  starting('a file packed by snappy', 'Unpack it, or pack it by gzip or zstd.', '\xff\x06\0\0sNaPpY'),
  starting('a file packed by lzip', 'Unpack it, or pack it by gzip or zstd.', 'LZIP'),
  starting('a file packed by compress (.Z)', 'Unpack it, or pack it by gzip or zstd.', '\x1f\x9d'),
  starting('a gzip file inside another', 'Unpack it once.', '\x1f\x8b\x08'),
  starting('a zstd file inside another', 'Unpack it once.', '\x28\xb5\x2f\xfd'),
  {
    name: 'a tar archive',
    remedy: UNPACK,
    matches: head => head.toString('latin1', 257, 262) === 'ustar',
  },
  matching('a Python pickle', FROM_PYTHON, /^\x80[\x02-\x05][\x80-\xff(){}[\]}cX\x8c\x95]/),
  matching(
    'a Python pickle',
    FROM_PYTHON,
    /^(?:\([dl]p\d|c(?:copy_reg|numpy|pandas|builtins|__builtin__)[\w.]*\n\w+\n)/,
  ),
  starting('a NumPy array (.npy)', FROM_PYTHON, '\x93NUMPY'),
  starting('an Arrow or Feather file', 'Write the table as Parquet.', 'ARROW1\0\0'),
  starting('an Arrow or Feather file', 'Write the table as Parquet.', 'FEA1'),
  matching('an Arrow stream', 'Write the table as Parquet.', /^\xff\xff\xff\xff[^\0][^]\0\0/),
  matching('an ORC file', AS_PARQUET, /^ORC(?:[\0-\x09\x0b\x0c\x0e-\x1f\x80-\xff]|\n[^\x09\x20-\x7f])/),
  starting('an Avro file', AS_PARQUET, 'Obj\x01'),
  starting('an HDF5 file', AS_PARQUET, '\x89HDF\r\n\x1a\n'),
  starting('an encrypted Parquet file', 'Write it without encryption.', 'PARE'),
  starting('an SQLite database', 'Export the table as CSV.', 'SQLite format 3\0'),
  {
    name: 'a DuckDB database',
    remedy: 'Export the table as Parquet.',
    matches: head => head.toString('latin1', 8, 12) === 'DUCK' && head.includes(0),
  },
  matching('an R data file', AS_PARQUET, /^(?:RD[AXB][23]\n|[XAB]\n\0\0)/),
  starting('a Stata file', AS_PARQUET, '<stata_dta>'),
  starting('an SPSS file', AS_PARQUET, '$FL2'),
  starting('a MATLAB file', AS_PARQUET, 'MATLAB 5.0 MAT-file'),
  starting('a PDF document', 'Name the data that it was made from.', '%PDF-'),
  starting('an RTF document', 'Save it as plain text in UTF-8.', '{\\rtf'),
  matching(
    'a picture',
    NOT_DATA,
    /^(?:\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|II\*\0|MM\0\*|RIFF[^]{4}WEBP)/,
  ),
  starting('a program', NOT_DATA, '\x7fELF'),
  matching('a program', NOT_DATA, /^MZ[^]*\0/),
  starting(
    'a pointer of Git LFS, not the file itself',
    'Fetch it with git lfs pull.',
    'version https://git-lfs.github.com/spec/',
  ),
  matching(
    'an HTML page, such as that of a login or an error',
    'Open the address in a browser, and download the file itself.',
    /^[\s\xef\xbb\xbf]*(?:<!--[^]*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b/i,
  ),
  matching(
    'an XML document, such as the error of an object store',
    'Look into it, and save the data as CSV or JSON lines.',
    /^[\s\xef\xbb\xbf]*<\?xml\b/i,
  ),
];

/** The format that the first bytes of a file belong to, if it is certain and none that is read here. */
export function foreignFormat(head: Buffer): ForeignFormat | undefined {
  const found = SIGNATURES.find(({ matches }) => matches(head));
  return found && { name: found.name, remedy: found.remedy };
}

/** The kinds of zip archive, told apart by the names of the files inside; the plain one comes last. */
function zipKinds(): readonly Signature[] {
  const kinds: readonly (readonly [string, string, RegExp])[] = [
    ['an Excel workbook (.xlsx)', 'Save it as CSV UTF-8.', /xl\/|\[Content_Types\]\.xml[^]*spreadsheetml/],
    [
      'a spreadsheet (.ods)',
      'Save it as CSV in UTF-8.',
      /application\/vnd\.oasis\.opendocument\.spreadsheet/,
    ],
    ['a Word document', 'Save the data as CSV in UTF-8.', /word\//],
    ['an archive of NumPy arrays (.npz)', FROM_PYTHON, /^.{30}[^/]*\.npy/s],
    ['a PyTorch file', FROM_PYTHON, /\/data\.pkl/],
    ['a zip archive', UNPACK, /^/],
  ];
  return kinds.map(([name, remedy, inside]) => ({
    name,
    remedy,
    matches: head => /^PK(?:\x03\x04|\x05\x06|\x07\x08)/.test(latin1(head)) && inside.test(latin1(head)),
  }));
}

function starting(name: string, remedy: string, bytes: string): Signature {
  const signature = Buffer.from(bytes, 'latin1');
  return { name, remedy, matches: head => head.subarray(0, signature.length).equals(signature) };
}

function matching(name: string, remedy: string, pattern: RegExp): Signature {
  return { name, remedy, matches: head => pattern.test(latin1(head)) };
}

/** Enough to know a format by; the names in a zip archive may lie further back. */
const SIGNATURE_BYTES = 8192;

function latin1(head: Buffer): string {
  return head.toString('latin1', 0, SIGNATURE_BYTES);
}

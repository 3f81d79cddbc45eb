import { readMarkdown } from './markdown-page';

const PAGE = [
  '# A title',
  '',
  'See [one](one.md), `[no](link.md)` and [two](two.md#part).',
  '',
  '```sh',
  '# no heading, [no](link.md)',
  '| no | table |',
  '```',
  '',
  '## A part, with `code`!',
  '',
  '| key | value |',
  '| --- | ----: |',
  '| `a` | "\\|"  |',
  '',
  '## 同样的 part',
  '## A title',
].join('\n');

test('headings, code, tables and links are read, each only where it is one', () => {
  expect(readMarkdown(PAGE)).toEqual({
    headings: [
      { level: 1, text: 'A title' },
      { level: 2, text: 'A part, with `code`!' },
      { level: 2, text: '同样的 part' },
      { level: 2, text: 'A title' },
    ],
    codeBlocks: [{ language: 'sh', text: '# no heading, [no](link.md)\n| no | table |' }],
    tables: [
      [
        ['key', 'value'],
        ['`a`', '"\\|"'],
      ],
    ],
    links: ['one.md', 'two.md#part'],
    anchors: new Set(['a-title', 'a-part-with-code', '同样的-part', 'a-title-1']),
  });
});

test('a fence that is not closed is an error', () => {
  expect(() => readMarkdown('```sh\nnpm test')).toThrow('not closed: npm test');
});

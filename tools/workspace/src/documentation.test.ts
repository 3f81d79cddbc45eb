import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readMarkdown, type MarkdownPage } from './markdown-page';

const ROOT = path.join(__dirname, '..', '..', '..');

/** Pages that are there in both languages, as [English, Chinese], relative to the root. */
const PAIRS: readonly (readonly [string, string])[] = [
  ['README.md', 'README.zh-CN.md'],
  ['k8s/README.md', 'k8s/README.zh-CN.md'],
  ...pagesIn('docs').map(name => [`docs/${name}`, `docs/zh-CN/${name}`] as const),
];
const CHINESE_PAGES = new Map(PAIRS);
const ENGLISH_PAGES = new Map(PAIRS.map(([english, chinese]) => [chinese, english]));
const ALL_PAGES = [
  ...PAIRS.flat(),
  'CONTRIBUTING.md',
  ...readdirSync(path.join(ROOT, 'tools'))
    .map(tool => `tools/${tool}/README.md`)
    .filter(page => existsSync(path.join(ROOT, page))),
];
/** A cell that reads the same in every language: a number with its unit, or code alone. */
const LANGUAGE_FREE = /^(?:[\d.,%\s]+(?:ms|MB)?|`[^`]+`)$/;
const README_LINES = 120;

test('every page is there in both languages', () => {
  expect(pagesIn('docs/zh-CN')).toEqual(pagesIn('docs'));
});

describe.each(PAIRS)('%s and %s', (english, chinese) => {
  const [one, other] = [read(english), read(chinese)];

  test('have the same headings, by level and order', () => {
    expect(other.headings.map(({ level }) => level)).toEqual(one.headings.map(({ level }) => level));
    expect(one.headings.filter(({ level }) => level === 1)).toHaveLength(1);
  });

  test('have the same code blocks', () => {
    expect(other.codeBlocks).toEqual(one.codeBlocks);
  });

  test('have tables of the same shape, with the same numbers and code in them', () => {
    expect(other.tables.map(languageFree)).toEqual(one.tables.map(languageFree));
  });

  test('link to the same files', () => {
    const files = (page: string, { links }: MarkdownPage): string[] =>
      links.map(link => fileOf(page, link)).map(file => ENGLISH_PAGES.get(file) ?? file);
    expect(files(chinese, other).sort()).toEqual(files(english, one).sort());
  });

  test('each keep to their language, but for one link to the other', () => {
    const strays = (page: string, { links }: MarkdownPage, others: ReadonlyMap<string, string>): string[] =>
      links.map(link => fileOf(page, link)).filter(file => others.has(file));
    expect(strays(english, one, ENGLISH_PAGES)).toEqual([chinese]);
    expect(strays(chinese, other, CHINESE_PAGES)).toEqual([english]);
  });
});

describe.each(ALL_PAGES)('%s', page => {
  const { links, codeBlocks } = read(page);

  test('links to files and headings that are there', () => {
    expect(links.filter(link => !isExternal(link) && !resolves(page, link))).toEqual([]);
  });

  test('shows JSON that is JSON', () => {
    for (const { text } of codeBlocks.filter(({ language }) => language === 'json')) {
      expect(() => JSON.parse(text)).not.toThrow();
    }
  });

  test('runs programs that are built', () => {
    const bundles = readFileSync(path.join(ROOT, page), 'utf8').matchAll(
      /dist\/((?:apps|tools)\/[a-z-]+)\/main\.js/g,
    );
    const missing = [...bundles]
      .map(([, project]) => `${project}/src/main.ts`)
      .filter(entry => !existsSync(path.join(ROOT, entry)));
    expect(missing).toEqual([]);
  });
});

test.each(['README.md', 'README.zh-CN.md'])('%s is a few screens long', page => {
  expect(readFileSync(path.join(ROOT, page), 'utf8').split('\n').length).toBeLessThanOrEqual(README_LINES);
});

function pagesIn(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder))
    .filter(name => name.endsWith('.md'))
    .sort();
}

function read(page: string): MarkdownPage {
  return readMarkdown(readFileSync(path.join(ROOT, page), 'utf8'));
}

/** A table with what is written in a language left out. */
function languageFree(table: readonly (readonly string[])[]): (string | null)[][] {
  return table.map(row => row.map(cell => (LANGUAGE_FREE.test(cell) ? cell : null)));
}

function isExternal(link: string): boolean {
  return /^[a-z]+:/.test(link);
}

/** The file that a link leads to, relative to the root; an external link is itself. */
function fileOf(page: string, link: string): string {
  const [file] = link.split('#');
  if (isExternal(link)) return link;
  return file === '' ? page : path.posix.join(path.posix.dirname(page), file);
}

function resolves(page: string, link: string): boolean {
  const file = fileOf(page, link);
  if (!existsSync(path.join(ROOT, file))) return false;
  const [, anchor] = link.split('#');
  return anchor === undefined || read(file).anchors.has(decodeURIComponent(anchor));
}

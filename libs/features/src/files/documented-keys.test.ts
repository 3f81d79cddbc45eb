import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseFeatureFile, type FeatureFile } from './feature-file';
import type { Feature } from '../spec/feature-spec';

const DOCS = path.join(__dirname, '../../../../docs');

describe.each(['features.md', 'zh-CN/features.md'])('docs/%s', page => {
  const sections = readFileSync(path.join(DOCS, page), 'utf8').split(/^## /m);

  test.each(['numeric', 'categorical', 'sequence'])(
    'has every key of a %s feature with its default',
    kind => {
      const documented = keysOf(sections.find(section => section.includes(`| \`"${kind}"\``)) ?? '');
      expect([...documented.keys()].sort()).toEqual(keysThatMayBe(kind).sort());

      const defaults = [...documented].filter(([key, value]) => key !== 'kind' && value !== null);
      const written = Object.fromEntries(defaults.map(([key, value]) => [key, JSON.parse(value ?? 'null')]));
      expect(parse({ ...written, kind })).toEqual(withoutLog(parse({ kind }), written));
    },
  );

  test('has every key of a cross', () => {
    const documented = keysOf(sections.find(section => section.includes('| `cross` ')) ?? '');
    expect([...documented.keys()].sort()).toEqual(
      keysThatMayBe('categorical', { cross: ['a', 'b'], buckets: 1 }).sort(),
    );
  });

  test('has the keys of the file with their defaults', () => {
    const documented = keysOf(sections.find(section => section.includes('| `features` ')) ?? '');
    expect([...documented.keys()].sort()).toEqual(['features', 'label', 'missing']);
    const defaults = [...documented].filter(([key]) => key !== 'features');
    const written = defaults.map(([key, value]) => [key, JSON.parse(value ?? 'null')]);
    const file = { features: ['x'] };
    expect(parseFile({ ...file, ...Object.fromEntries(written) })).toEqual(parseFile(file));
  });
});

describe.each(['README.md', 'README.zh-CN.md', 'docs/features.md', 'docs/zh-CN/features.md'])('%s', page => {
  const text = readFileSync(path.join(DOCS, '..', page), 'utf8');
  const shown = [...text.matchAll(/^```json\n(.*?)^```$/gms)].map(([, json]): object => JSON.parse(json));
  const files = shown.filter(json => 'features' in json);
  const features = shown.filter(json => 'kind' in json);

  test('shows feature files that can be read', () => {
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect(() => parseFile(file)).not.toThrow();
    for (const feature of features) expect(() => parse(feature)).not.toThrow();
  });
});

/** Keys and defaults of the table in a section; null where the default is told in words. */
function keysOf(section: string): Map<string, string | null> {
  const rows = section.matchAll(/^\| `(\w+)` +\|(?:[^|\\]|\\.)*\| (.*?) +\|$/gm);
  return new Map(
    [...rows].map(([, key, fallback]) => [key, /^`(.*)`$/.exec(fallback)?.[1].replace('\\|', '|') ?? null]),
  );
}

/** The keys that the message about an unknown one lists. */
function keysThatMayBe(kind: string, others: object = {}): string[] {
  try {
    parse({ kind, ...others, unheard_of: 1 });
  } catch (error) {
    const [, keys = ''] = /The keys may be (.*)\.$/.exec(String(error)) ?? [];
    return keys.split(', ');
  }
  throw new Error('An unknown key was accepted.');
}

function parse(entry: object): Feature {
  return parseFile({ features: [{ name: 'x', ...entry }] }).spec.features[0];
}

function parseFile(file: object): FeatureFile {
  return parseFeatureFile(JSON.stringify(file), 'features.json');
}

/** A number that says `"log": false` differs from one that says nothing by just that. */
function withoutLog(feature: Feature, written: object): Feature {
  return feature.kind === 'numeric' && 'log' in written ? { ...feature, log: false } : feature;
}

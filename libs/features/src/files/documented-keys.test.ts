import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseFeatureFile } from './feature-file';
import type { Feature } from '../spec/feature-spec';

const DOCS = path.join(__dirname, '../../../../docs');

describe.each(['features.md', 'zh-CN/features.md'])('docs/%s', page => {
  const sections = readFileSync(path.join(DOCS, page), 'utf8').split(/^## /m);

  test.each(['numeric', 'categorical', 'sequence'])(
    'has every key of a %s feature with its default',
    kind => {
      const documented = keysOf(sections.find(section => section.includes(`| \`"${kind}"\``)) ?? '');
      expect([...documented.keys()]).toEqual(expect.arrayContaining(keysThatMayBe(kind)));

      const defaults = [...documented].filter(([key, value]) => key !== 'kind' && value !== null);
      const written = Object.fromEntries(defaults.map(([key, value]) => [key, JSON.parse(value ?? 'null')]));
      expect(parse({ ...written, kind })).toEqual(withoutLog(parse({ kind }), written));
    },
  );
});

/** Keys and defaults of the table in a section; null where the default is told in words. */
function keysOf(section: string): Map<string, string | null> {
  const rows = section.matchAll(/^\| `(\w+)` +\|(?:[^|\\]|\\.)*\| (.*?) +\|$/gm);
  return new Map(
    [...rows].map(([, key, fallback]) => [key, /^`(.*)`$/.exec(fallback)?.[1].replace('\\|', '|') ?? null]),
  );
}

/** The keys that the message about an unknown one lists. */
function keysThatMayBe(kind: string): string[] {
  try {
    parse({ kind, unheard_of: 1 });
  } catch (error) {
    const [, keys = ''] = /The keys may be (.*)\.$/.exec(String(error)) ?? [];
    return keys.split(', ');
  }
  throw new Error('An unknown key was accepted.');
}

function parse(entry: object): Feature {
  const { spec } = parseFeatureFile(JSON.stringify({ features: [{ name: 'x', ...entry }] }), 'features.json');
  return spec.features[0];
}

/** A number that says `"log": false` differs from one that says nothing by just that. */
function withoutLog(feature: Feature, written: object): Feature {
  return feature.kind === 'numeric' && 'log' in written ? { ...feature, log: false } : feature;
}

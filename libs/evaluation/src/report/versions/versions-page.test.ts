import { VERSIONS } from '../../../testing/evaluated-versions';
import { openElements } from '../../../testing/open-elements';
import { versionsPage } from './versions-page';

const headingsOf = (html: string): string[] =>
  [...html.matchAll(/<h2[^>]*>(.*?)<\/h2>/g)].map(match => match[1]);
const rowOf = (html: string, id: string): string =>
  new RegExp(`<tr id="${id}">(.*?)</tr>`).exec(html)?.[1] ?? '';

test('every model has its versions, and where there is one its history', () => {
  const html = versionsPage(VERSIONS);
  expect(headingsOf(html)).toEqual([
    'Overview',
    'deepfm',
    'Versions',
    'AUC of deepfm',
    'log loss of deepfm',
    'GAUC of deepfm',
    'graph_recall',
    'Versions',
    'item2vec',
    'Versions',
  ]);
  expect(html).toContain('3 models, 9 versions, as of 2026-02-01 00:00 UTC');
  expect(html).not.toMatch(/NaN|undefined/);
  expect(openElements(html)).toEqual([]);
});

test('the overview leads to the model and to the version in production', () => {
  const overview = /<h2>Overview<.*?<\/section>/.exec(versionsPage(VERSIONS))?.[0] ?? '';
  expect(overview).toContain('<a href="#deepfm">deepfm</a>');
  expect(overview).toContain('<a href="#deepfm/20260120_030405">20260120_030405</a>');
  expect(overview).toContain('AUC 0.82121');
});

test('a version has its status, labels, lineage, metrics and reports', () => {
  const html = versionsPage(VERSIONS);
  const newest = rowOf(html, 'deepfm/20260123_030405');
  expect(newest).toContain('<a href="deepfm/20260123_030405/report.html">20260123_030405</a>');
  expect(newest).toContain('<span class="chip staging">staging</span> <span class="chip">canary</span>');
  expect(newest).toContain('<a href="#deepfm/20260120_030405">20260120_030405</a>');
  expect(newest).toContain('<a href="deepfm/20260123_030405/evaluation.html">evaluation</a>');
  expect(newest).toContain('>0.28900</td>');
  expect(rowOf(html, 'deepfm/20260105_030405')).toContain('<td>20251224_030405, removed</td>');
  expect(rowOf(html, 'deepfm/20260102_030405')).toContain('>nothing</td>');
  expect(html.indexOf('id="deepfm/20260123_030405"')).toBeLessThan(
    html.indexOf('id="deepfm/20260102_030405"'),
  );
});

test('the history is a point for each version, and a line from each to the one that it started from', () => {
  const html = /<h2>AUC of deepfm<.*?<\/figure>/.exec(versionsPage(VERSIONS))?.[0] ?? '';
  expect(html.match(/<circle /g)).toHaveLength(8);
  expect(html.match(/class="line series-1"/g)).toHaveLength(6);
  expect(html.match(/class="dot series-2"/g)).toHaveLength(1);
  expect(html).toContain('<title>20260120_030405, production: 0.82121</title>');
});

test('names of any kind appear as text and lead to where they should', () => {
  const name = '<b>"&\' x';
  const version = {
    version: name,
    createdAt: 'yesterday',
    status: 'staging' as const,
    labels: [name],
    startedFrom: name,
    metrics: [{ name, value: 1 }],
    report: `${name}.html`,
  };
  const html = versionsPage({ createdAt: name, models: [{ name, versions: [version] }] });
  expect(html).not.toContain('<b>');
  const [, target = ''] = /<tr id="([^"]*)"/.exec(html) ?? [];
  expect(html).toContain(`href="#${target}"`);
  expect(openElements(html)).toEqual([]);
});

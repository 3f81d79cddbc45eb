import { formatMetric, formatNumber } from '../drawing/number-format';
import { escapeHtml } from '../page/escape-html';
import { formatTime } from '../page/format-time';
import { page } from '../page/page';
import { section, taskHeading } from '../page/section';
import { cell, linkCell, table, type TableRow } from '../page/table';
import type { ListedModel, ListedVersion } from './listed-model';
import { historyFigures, metricNames } from './metric-history';

/** The models there are, with all that is known of their versions. */
export interface VersionsPage {
  /** ISO 8601. */
  readonly createdAt: string;
  readonly models: readonly ListedModel[];
}

/**
 * Writes the page of all models and versions: what is live, where it comes from, and how metrics went. It needs nothing
 * else; its links lead to the reports, by the addresses that it is given.
 */
export function versionsPage({ createdAt, models }: VersionsPage): string {
  const versions = models.reduce((sum, model) => sum + model.versions.length, 0);
  return page({
    title: 'Models and versions',
    heading: 'Models and versions',
    subtitle: `${counted(models.length, 'model')}, ${counted(versions, 'version')}, as of ${formatTime(createdAt)}`,
    sections: [overviewSection(models), ...models.flatMap(modelSections)],
  });
}

function overviewSection(models: readonly ListedModel[]): string {
  const rows = models.map(({ name, versions }): TableRow => {
    const live = versions.find(({ status }) => status === 'production');
    const newest = newestFirst(versions).at(0);
    const headline = live?.metrics.at(0);
    return {
      name,
      href: `#${anchorOf(name)}`,
      cells: [
        live ? linkCell(`#${anchorOf(name, live.version)}`, live.version) : cell('–'),
        cell(headline ? `${headline.name} ${formatMetric(headline.value)}` : '–'),
        cell(formatNumber(versions.length), 'count'),
        cell(newest ? formatTime(newest.createdAt) : '–'),
      ],
    };
  });
  const columns = [
    'model',
    'in production',
    'its first metric',
    { text: 'versions', className: 'count' },
    'last trained',
  ];
  return section('Overview', table({ className: 'listed', columns, rows }), { isWide: true });
}

function modelSections(model: ListedModel): string[] {
  return [taskHeading(model.name, anchorOf(model.name)), versionsSection(model), ...historyFigures(model)];
}

/** A row for each version, the newest first. */
function versionsSection({ name, versions }: ListedModel): string {
  const metrics = metricNames(versions);
  const known = new Set(versions.map(({ version }) => version));
  const rows = newestFirst(versions).map((version): TableRow => ({
    name: version.version,
    id: anchorOf(name, version.version),
    ...(version.report !== undefined && { href: version.report }),
    cells: [
      `<td>${chipsOf(version)}</td>`,
      cell(formatTime(version.createdAt)),
      lineageCell(name, version, known),
      ...metrics.map(metric => {
        const found = version.metrics.find(each => each.name === metric);
        return cell(found ? formatMetric(found.value) : '', 'count');
      }),
      version.evaluation === undefined ? cell('') : linkCell(version.evaluation, 'evaluation'),
    ],
  }));
  const columns = [
    'version',
    'status',
    'trained',
    'started from',
    ...metrics.map(text => ({ text, className: 'count' })),
    '',
  ];
  const body =
    rows.length > 0 ? table({ className: 'listed', columns, rows }) : '<p class="quiet">None yet.</p>';
  return section('Versions', body, { isWide: true });
}

/** A version that has been removed has no row that a link could lead to. */
function lineageCell(model: string, { startedFrom }: ListedVersion, known: ReadonlySet<string>): string {
  if (startedFrom === undefined) return cell('nothing', 'faint');
  if (!known.has(startedFrom)) return cell(`${startedFrom}, removed`);
  return linkCell(`#${anchorOf(model, startedFrom)}`, startedFrom);
}

function chipsOf({ status, labels = [] }: ListedVersion): string {
  const chips = [`<span class="chip ${status}">${status}</span>`];
  for (const label of labels) chips.push(`<span class="chip">${escapeHtml(label)}</span>`);
  return chips.join(' ');
}

function newestFirst(versions: readonly ListedVersion[]): ListedVersion[] {
  return [...versions].sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
}

/** The anchor of a model or of one of its versions: of any names, and no two alike. */
function anchorOf(...names: readonly string[]): string {
  return names.map(encodeURIComponent).join('/');
}

function counted(count: number, noun: string): string {
  return `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;
}

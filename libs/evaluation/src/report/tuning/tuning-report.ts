import { formatMetric, formatNumber } from '../drawing/number-format';
import { escapeHtml } from '../page/escape-html';
import { formatTime } from '../page/format-time';
import { page } from '../page/page';
import { section } from '../page/section';
import { cell, table, type TableRow } from '../page/table';
import { factsSection, type Fact } from '../tables/facts-table';
import { budgetFigure } from './budget-figure';
import { parameterFigures } from './parameter-figure';
import type { TunedParameter, TunedTrial } from './tuned-trial';

/** What a search of settings has tried, and found. */
export interface TuningReport {
  readonly model: string;
  /** The version that came of it. */
  readonly version: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly facts: readonly Fact[];
  readonly metric: string;
  /** What budgets count, in the plural. */
  readonly unit: string;
  /** The budgets of the rungs, the least first. */
  readonly budgets: readonly number[];
  readonly parameters: readonly TunedParameter[];
  /** The best first. */
  readonly trials: readonly TunedTrial[];
  /** The name of the trial that has won. */
  readonly winner: string;
  /** The name of the trial that is the training before it was tuned. */
  readonly baseline: string;
  /** The command that trains the winner again. */
  readonly command: string;
}

/** Writes the page of a tuning: what was tried, how it fared, and what it takes to train the best again. */
export function tuningReport(report: TuningReport): string {
  const { model, version, createdAt, facts, command } = report;
  return page({
    title: `Tuning of ${model} ${version}`,
    heading: `Tuning of ${model}`,
    subtitle: `version ${version}, ${formatTime(createdAt)}`,
    sections: [
      factsSection('The best', wonFacts(report)),
      section('Train it again', `<code>${escapeHtml(command)}</code>`, { isWide: true }),
      budgetFigure(report),
      ...parameterFigures(report),
      trialsSection(report),
      factsSection('Run', facts),
    ],
  });
}

function wonFacts({ trials, winner, baseline, metric, parameters }: TuningReport): Fact[] {
  const won = trials.find(({ name }) => name === winner);
  const before = trials.find(({ name }) => name === baseline);
  const last = (trial: TunedTrial | undefined): string => formatMetric(trial?.measured.at(-1)?.value ?? null);
  return [
    { name: 'Trial', value: winner },
    { name: metric, value: last(won) },
    { name: `${metric} before`, value: last(before) },
    ...parameters.flatMap(({ name }) => {
      const value = won?.values.get(name);
      return value === undefined ? [] : [{ name, value: String(value) }];
    }),
  ];
}

function trialsSection({ trials, budgets, unit, parameters, winner, baseline }: TuningReport): string {
  const rows = trials.map((trial): TableRow => {
    const { name, values, measured, seconds, problem } = trial;
    return {
      name,
      cells: [
        `<td>${chipOf(name, winner, baseline)}</td>`,
        ...budgets.map(budget => {
          const found = measured.find(each => each.budget === budget);
          return cell(found ? formatMetric(found.value) : '', 'count');
        }),
        cell(formatNumber(seconds), 'count'),
        ...parameters.map(parameter => cell(shownValue(values.get(parameter.name)), 'count')),
        cell(problem ?? ''),
      ],
    };
  });
  const counted = (text: string) => ({ text, className: 'count' });
  const columns = [
    'trial',
    '',
    ...budgets.map(budget => counted(`${formatNumber(budget)} ${unit}`)),
    counted('seconds'),
    ...parameters.map(({ name }) => counted(name)),
    '',
  ];
  return section('Trials', table({ className: 'listed', columns, rows }), { isWide: true });
}

function chipOf(name: string, winner: string, baseline: string): string {
  const won = name === winner ? ['<span class="chip production">best</span>'] : [];
  const before = name === baseline ? ['<span class="chip">before</span>'] : [];
  return [...won, ...before].join(' ');
}

function shownValue(value: string | number | boolean | undefined): string {
  if (value === undefined) return '–';
  return typeof value === 'number' ? formatNumber(value) : String(value);
}

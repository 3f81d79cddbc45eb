import type { Confusion } from '../../probabilities/confusion';
import { formatMetric, formatNumber, formatPercent } from '../drawing/number-format';
import { section } from '../page/section';
import { cell, table } from '../page/table';

/** What is right and wrong if scores from a threshold on count as yes, and why it is that threshold. */
export function confusionSection(confusion: Confusion): string {
  const { threshold, truePositives, falsePositives, falseNegatives, trueNegatives } = confusion;
  const counts = table({
    className: 'confusion',
    columns: ['', 'called 1', 'called 0'],
    rows: [
      row('label 1', [truePositives, 'right'], [falseNegatives, 'wrong']),
      row('label 0', [falsePositives, 'wrong'], [trueNegatives, 'right']),
    ],
  });
  const positives = truePositives + falseNegatives;
  const called = truePositives + falsePositives;
  const rows = positives + falsePositives + trueNegatives;
  const measures = [
    { name: 'precision', value: truePositives / called },
    { name: 'recall', value: truePositives / positives },
    { name: 'F1', value: (2 * truePositives) / (called + positives) },
    { name: 'accuracy', value: (truePositives + trueNegatives) / rows },
    { name: 'share called 1', value: called / rows },
  ];
  return section(
    'Confusion',
    counts +
      table({
        className: 'metrics',
        columns: ['', ''],
        rows: measures.map(({ name, value }) => ({ name, cells: [cell(formatMetric(value))] })),
      }),
    {
      note:
        `At the threshold ${formatNumber(threshold)}: rows with this score or more are called 1. Of all thresholds it has ` +
        'the greatest F1 on these rows, which weighs precision and recall alike. The services answer scores, and leave ' +
        'it to you where to draw the line.',
    },
  );
}

type Count = readonly [count: number, className: 'right' | 'wrong'];

function row(name: string, ...counts: readonly [Count, Count]): { name: string; cells: string[] } {
  const total = counts[0][0] + counts[1][0];
  return {
    name,
    cells: counts.map(([count, className]) =>
      cell(`${formatNumber(count)} (${formatPercent(count / total)})`, className),
    ),
  };
}

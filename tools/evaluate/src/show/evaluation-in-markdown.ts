import { comparisonTable, segmentTable } from './comparison-table';
import type { Evaluation } from './evaluation';
import { inMarkdown, plainText } from './render-table';

/** What was found, for a pull request or a chat. */
export function evaluationInMarkdown(evaluation: Evaluation): string {
  const { model, version, currentVersion, decision, data, segments, notes } = evaluation;
  const verdict = decision.kind === 'passed' ? '✅ passed' : '❌ not passed';
  const beside = currentVersion === null ? 'no current version' : `beside ${currentVersion}`;
  const reasons = decision.kind === 'passed' ? [] : decision.reasons;
  const remarks = [...reasons, ...notes].map(text => `- ${plainText(text)}`);
  return [
    `**${plainText(`${model} ${version}`)}** ${plainText(beside)}: ${verdict}`,
    ...(remarks.length > 0 ? [remarks.join('\n')] : []),
    inMarkdown(comparisonTable(evaluation)),
    ...(segments.length > 0 ? [inMarkdown(segmentTable(evaluation, segments))] : []),
    `${data.rows.toLocaleString('en-US')} rows of ${plainText(data.path)}`,
  ].join('\n\n');
}

import type { Report } from '@reckit/command-line';
import type { RecordedEvaluation } from '../record/record-evaluation';
import { comparisonTable, segmentTable } from './comparison-table';
import type { Evaluation } from './evaluation';
import { inColumns } from './render-table';

/** Says in some lines what was found. */
export function describeEvaluation(
  evaluation: Evaluation,
  { page, isRegistered }: RecordedEvaluation,
  report: Report,
): void {
  const { data, segments, decision, notes, model, version, currentVersion } = evaluation;
  report.fact('Compares', `${model} ${version} with ${currentVersion ?? 'nothing'}`);
  report.fact('Data', `${data.rows.toLocaleString('en-US')} rows of ${data.path}`);
  const tables = [
    comparisonTable(evaluation),
    ...(segments.length > 0 ? [segmentTable(evaluation, segments)] : []),
  ];
  for (const table of tables) {
    for (const line of [...inColumns(table), '']) report.fact('', line);
  }
  for (const note of notes) report.warn(note);
  report.fact('Page', page);
  report.fact('Registry', isRegistered ? 'has it' : 'has it when the version is registered');
  if (decision.kind === 'passed') report.fact('Passed', `${model} ${version} may go live`);
  else for (const reason of decision.reasons) report.fact('Not passed', reason);
}

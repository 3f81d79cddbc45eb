import { Report } from '@reckit/command-line';
import { reportConsole } from './data/report-console';
import { CannotEvaluate, NotPassed } from './errors';
import type { EvaluateFlags } from './evaluate-flags';
import { evaluateVersion, gateOf } from './evaluate-version';
import { inLines, recordEvaluation, written } from './record/record-evaluation';
import { describeEvaluation } from './show/describe-evaluation';
import { evaluationInMarkdown } from './show/evaluation-in-markdown';

/**
 * Evaluates a version, keeps what was found, and says it.
 *
 * @throws NotPassed if the gate holds it back
 * @throws CannotEvaluate, and other errors of one line
 */
export async function runEvaluate(flags: EvaluateFlags): Promise<void> {
  if (flags.markdown && flags.json === true) {
    throw new CannotEvaluate(
      'both --markdown and --json are to be printed: name a file for one, as --json evaluation.json.',
    );
  }
  if (flags.check) {
    await gateOf(flags.gate);
    return;
  }
  const report = new Report({ json: flags.json === true || flags.markdown, quiet: flags.quiet });
  const evaluated = await evaluateVersion(flags, reportConsole(report), new Date());
  const recorded = await recordEvaluation(flags.modelDir, evaluated);
  if (typeof flags.json === 'string') await written(flags.json, inLines(recorded.json));
  const { evaluation } = evaluated;
  const { decision, version, model } = evaluation;
  describeEvaluation(evaluation, recorded, report);
  if (flags.markdown) process.stdout.write(`${evaluationInMarkdown(evaluation)}\n`);
  if (flags.json === true) report.result(recorded.json);
  if (decision.kind === 'refused') throw new NotPassed(`${model} ${version}`, decision.reasons);
}

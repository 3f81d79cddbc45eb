import type { Session } from '../scoring/session';
import type { FromScorer, ToScorer } from './messages';

/**
 * Scores what another process sends.
 *
 * @param say - sends an answer there
 * @returns what takes its messages; the promise settles when the session was closed as asked
 */
export function answerScores(
  signature: string,
  session: Session,
  say: (message: FromScorer) => void,
): { readonly take: (message: ToScorer) => void; readonly closed: Promise<void> } {
  let closed: () => void = () => undefined;
  return {
    closed: new Promise(resolve => (closed = resolve)),
    take(message) {
      if (message.kind === 'close') {
        void session.close().finally(closed);
        return;
      }
      const { job, values, rowCount, width } = message;
      session.run(values, rowCount, width).then(
        outputs => say({ kind: 'scored', signature, job, outputs }),
        (error: unknown) =>
          say({
            kind: 'score-failed',
            signature,
            job,
            message: error instanceof Error ? error.message : String(error),
          }),
      );
    },
  };
}

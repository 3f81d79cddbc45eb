import type { Report } from '@reckit/command-line';
import type { DataConsole } from '@reckit/training-data';

/** A line of progress is worth printing after so much of it. */
const SHARE_A_LINE = 0.1;

/** Says how data come, in lines of a report. */
export function reportConsole(report: Report): DataConsole {
  return {
    fact: (name, text) => report.fact(name, text),
    warn: text => report.warn(text),
    progress(total, unit) {
      let printed = 0;
      return {
        step(done, state) {
          if (done < total && done - printed < SHARE_A_LINE * total) return;
          printed = done;
          report.fact('Download', `${done} ${unit}, ${state}`);
        },
        note: () => undefined,
        end: () => undefined,
      };
    },
  };
}

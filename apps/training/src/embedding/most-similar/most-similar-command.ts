import type { Command } from 'commander';
import pc from 'picocolors';
import { escapeControls } from '@reckit/messages';
import { explain } from '../../run/errors';
import { positiveWholeNumber } from '../../run/number-flags';
import { mostSimilar, type MostSimilar, type MostSimilarFlags } from './most-similar';

const FOUND = 10;

/** Adds the command that shows what is near to what in a package with vectors. */
export function addMostSimilarCommand(program: Command): void {
  program
    .command('most-similar')
    .description('Shows the ids whose vectors are nearest to those of others, by the cosine.')
    .argument('<model>', 'a folder of the model directory whose packages have vectors, item2vec for one')
    .argument('<ids...>', 'of these together')
    .option('--negative <id>', 'away from this one; may be repeated', repeated, [])
    .option('--top-k <n>', 'how many', positiveWholeNumber, FOUND)
    .option('--version <name>', 'which version (default: the current one)')
    .option('--model-dir <folder>', 'model directory', 'model')
    .option('--json', 'print the result as JSON')
    .action(async (model: string, ids: string[], flags: MostSimilarFlags & { readonly json?: boolean }) => {
      try {
        const result = await mostSimilar(model, ids, flags);
        process.stdout.write(flags.json ? `${JSON.stringify(result, null, 2)}\n` : tableOf(result));
      } catch (error) {
        process.stderr.write(`most-similar: ${explain(error)}\n`);
        process.exitCode = 1;
      }
    });
}

function repeated(id: string, before: readonly string[]): readonly string[] {
  return [...before, id];
}

/** One line an id. */
function tableOf({ model, version, ids, negative, found }: MostSimilar): string {
  const title = [`${model} ${version}:`, ids.join(' + '), ...negative.map(id => `- ${id}`)].join(' ');
  const names = found.map(({ id }) => escapeControls(id));
  const width = Math.max(0, ...names.map(name => name.length));
  const lines = found.map(({ similarity }, i) => `${names[i].padEnd(width)}  ${similarity.toFixed(4)}`);
  return `${[pc.bold(escapeControls(title)), ...lines].join('\n')}\n`;
}

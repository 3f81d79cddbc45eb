import { CorruptPackage, labelFile, readLabels } from '@reckit/artifacts';
import { CommandFailed } from '@reckit/command-line';

/**
 * The versions that labels of a model name.
 *
 * @throws CommandFailed if its file of labels cannot be read
 */
export async function labelledVersions(modelDir: string, model: string): Promise<string[]> {
  try {
    return Object.values(await readLabels(modelDir, model)).map(({ version }) => version);
  } catch (error) {
    if (!(error instanceof CorruptPackage)) throw error;
    const file = labelFile(modelDir, model);
    throw new CommandFailed(`${file} does not tell which versions have labels: repair or remove it.`);
  }
}

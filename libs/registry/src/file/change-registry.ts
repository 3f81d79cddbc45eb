import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from '@reckit/artifacts';
import { RegistryError } from '../errors';
import { takeTurn } from '../turn/take-turn';
import { formatRegistry, parseRegistry } from './parse-registry';
import { EMPTY_REGISTRY, REGISTRY_FILE, type Registry } from './registry-file';

/** Where processes wait for each other before they change the registry. */
const TURNS_FOLDER = '.registry.turns';
const LEFTOVER = /^registry\.json\.[0-9a-f-]+\.tmp$/;

/**
 * What is registered in a model directory; nothing where there is no registry yet.
 *
 * @throws RegistryError if the file is none of ours
 */
export async function readRegistry(modelDir: string): Promise<Registry> {
  const file = path.join(modelDir, REGISTRY_FILE);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  });
  if (text === null) return EMPTY_REGISTRY;
  return parseRegistry(text, file);
}

/**
 * Changes the registry as one step: two processes that do so at once lose nothing of each other, and whoever is killed
 * leaves it as it was or as it was to be.
 *
 * @param change - makes the new registry of the present one; where it gives that one back, nothing is written
 * @returns the registry as it is now
 * @throws RegistryError, NotOurTurn, and whatever `change` throws, after which nothing has changed
 */
export async function changeRegistry(
  modelDir: string,
  change: (registry: Registry) => Registry,
): Promise<Registry> {
  const file = path.join(modelDir, REGISTRY_FILE);
  await mkdir(modelDir, { recursive: true });
  const turn = await takeTurn(path.join(modelDir, TURNS_FOLDER), { what: file });
  try {
    const before = await readRegistry(modelDir);
    const after = change(before);
    if (after === before) return before;
    await removeLeftovers(modelDir);
    if (!(await turn.isHeld())) {
      throw new RegistryError(
        `${file} was left unchanged: this process stood still for a minute, and others went on; start it again.`,
      );
    }
    await replaceFile(file, formatRegistry(after));
    return after;
  } finally {
    await turn.end();
  }
}

/** Nobody else writes meanwhile, so what lies there belongs to a process that was killed. */
async function removeLeftovers(modelDir: string): Promise<void> {
  const leftovers = (await readdir(modelDir)).filter(name => LEFTOVER.test(name));
  for (const name of leftovers) await rm(path.join(modelDir, name), { force: true });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

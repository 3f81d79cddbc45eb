import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FlatLayout } from '../src/flat/flat-layout';
import { flatDssm, flatTwoTower } from '../src/flat/flat-towers';
import { flatYoutubeDnn } from '../src/flat/flat-youtube-dnn';
import { RejectedModel } from '../src/errors';
import { readModelSource } from '../src/loading/read-model-source';
import type { ModelSource } from '../src/loading/open-parts';

// The checkpoints lie where they are translated; they are too large to be kept twice.
const CHECKPOINTS = path.join(__dirname, '../../onnx/fixtures/towers');

export const TOWER_LAYOUTS = {
  two_tower: flatTwoTower,
  dssm: flatDssm,
  youtube_dnn: flatYoutubeDnn,
} as const satisfies Readonly<Record<string, FlatLayout>>;
export type TowerKind = keyof typeof TOWER_LAYOUTS;

/** What the Python system answered for a checkpoint. */
export function towerForward<Case>(kind: TowerKind): readonly Case[] {
  return JSON.parse(readFileSync(path.join(CHECKPOINTS, kind, 'forward.json'), 'utf8'));
}

/** Gives each call a flat directory with a checkpoint and a meta file; all are removed after the last test. */
export function towerFolders(): (kind: TowerKind, meta: object | string) => string {
  const made: string[] = [];
  afterAll(() => made.forEach(folder => rmSync(folder, { recursive: true, force: true })));
  return (kind, meta) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'reckit-tower-'));
    made.push(folder);
    copyFileSync(path.join(CHECKPOINTS, kind, 'model.pt'), path.join(folder, `${kind}_model.pt`));
    const text = typeof meta === 'string' ? meta : JSON.stringify(meta);
    writeFileSync(path.join(folder, `${kind}_meta.json`), text);
    return folder;
  };
}

export function readTower(
  modelDir: string,
  kind: TowerKind,
  version: string | null = null,
): Promise<ModelSource> {
  return readModelSource({ modelDir, name: kind, flat: TOWER_LAYOUTS[kind], version });
}

/** Why a folder holds no such model, without the folder. */
export async function towerRefusal(modelDir: string, kind: TowerKind): Promise<string> {
  const error: unknown = await readTower(modelDir, kind).catch((reason: unknown) => reason);
  if (!(error instanceof RejectedModel)) throw error;
  expect(error.message).not.toContain('\n');
  expect(error.message.startsWith(`${modelDir}: `)).toBe(true);
  return error.message.slice(modelDir.length + 2);
}

import { Model, readModelSource } from '@reckit/inference';

/** Loads a package as a service does, which replays what was recorded; it fails where something else is found. */
export async function replayChecks(modelDir: string, name: string, version: string): Promise<void> {
  const source = await readModelSource({ modelDir, name, version });
  const model = await Model.open(source);
  expect(model.signature(name)).toBeDefined();
  await model.close();
}

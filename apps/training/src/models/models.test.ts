import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SAMPLED_MODELS } from './models';

const APPS = path.join(__dirname, '../../..');

interface Target {
  readonly command?: string;
  readonly outputs?: readonly string[];
}

/** The target of an app, as Nx reads it. */
function targetOf(app: string, name: string): Target | undefined {
  const project: { readonly targets?: Readonly<Record<string, Target>> } = JSON.parse(
    readFileSync(path.join(APPS, app, 'project.json'), 'utf8'),
  );
  return project.targets?.[name];
}

const targets = readdirSync(APPS)
  .map(app => targetOf(app, 'sample-data'))
  .filter(target => target !== undefined);

test('Nx knows the file that each model learns from, so that other data are trained on anew', () => {
  const known = targets.map(({ command = '', outputs }) => {
    const models = command.split('sample-data ')[1].split(' ');
    return models.map((model, i) => [model, outputs?.[i]] as const);
  });
  const expected = Object.entries(SAMPLED_MODELS).map(
    ([model, { defaultDataPath }]) => [model, `{workspaceRoot}/${defaultDataPath}`] as const,
  );
  expect(Object.fromEntries(known.flat())).toEqual(Object.fromEntries(expected));
});

test('what is trained depends on the data and on the code that trains, and is kept by Nx', () => {
  const nx: { readonly targetDefaults: Readonly<Record<string, unknown>> } = JSON.parse(
    readFileSync(path.join(APPS, '../nx.json'), 'utf8'),
  );
  expect(nx.targetDefaults['fit']).toMatchObject({
    cache: true,
    dependsOn: expect.arrayContaining(['training:build', { target: 'sample-data', params: 'forward' }]),
    inputs: expect.arrayContaining([
      { dependentTasksOutputFiles: 'data/*' },
      { dependentTasksOutputFiles: 'dist/apps/training/*.js' },
    ]),
  });
  // Nothing that may have been promoted since is ever replaced by what Nx has kept.
  const kept = readdirSync(APPS).flatMap(app => targetOf(app, 'fit')?.outputs ?? []);
  expect(kept.filter(output => !output.startsWith('{workspaceRoot}/dist/trained/'))).toEqual([]);
  expect(kept).toHaveLength(Object.keys(SAMPLED_MODELS).length);
});

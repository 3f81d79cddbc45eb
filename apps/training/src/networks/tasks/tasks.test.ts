import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  columnOf,
  DEFAULT_TASKS,
  headOf,
  readTasks,
  targetsOf,
  taskAsWritten,
  unreadTasksWarning,
  type RegressionTask,
  type Task,
  weightColumnsOf,
  withWeights,
} from './tasks';

const folder = mkdtempSync(path.join(tmpdir(), 'reckit-tasks-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('without a file, the tasks are click, watch time and order value', async () => {
  expect(await readTasks(undefined, { column: 'label' })).toEqual(DEFAULT_TASKS);
  const [clicks, ...amounts] = await readTasks(undefined, { column: 'clicked' });
  expect(clicks.label).toBe('clicked');
  expect(amounts).toEqual(DEFAULT_TASKS.slice(1));
  expect(DEFAULT_TASKS.map(({ name, kind, label }) => [name, kind, label])).toEqual([
    ['ctr', 'binary', 'label'],
    ['watch_time', 'regression', 'watch_time'],
    ['gmv', 'regression', 'gmv'],
  ]);
});

test('what a task leaves out has a default; a byte order mark is skipped', async () => {
  const file = path.join(folder, 'tasks.json');
  const tasks = [
    { name: 'click', kind: 'binary', label: 'clicked' },
    { name: 'watch', kind: 'regression', label: 'seconds' },
  ];
  writeFileSync(file, `\uFEFF${JSON.stringify(tasks)}`);
  expect(await readTasks(file, { column: 'label' })).toEqual([
    { ...tasks[0], weight: 1 },
    { ...tasks[1], weight: 1, transform: 'scale', loss: 'mse' },
  ]);
});

test.each([
  [['ctr', 'watch_time', 'gmv'], null],
  [['gmv', 'ctr'], null],
  [
    ['click', 'gmv'],
    'MMoENode of the Go toolkit reads ctr, watch_time, gmv alone: it ignores "click" and takes ctr, watch_time as 0.',
  ],
  [
    ['ctr', 'watch_time', 'gmv', 'a', 'b', 'c', 'd'.repeat(99)],
    'MMoENode of the Go toolkit reads ctr, watch_time, gmv alone: it ignores "a", "b", "c" and 1 more.',
  ],
])('of the tasks %j a warning says what the Go toolkit does not read', (names, warning) => {
  const tasks = names.map((name): Task => ({ name, kind: 'binary', label: name, weight: 1 }));
  expect(unreadTasksWarning(tasks)).toBe(warning);
});

test('a head of labels begins with the logit of their share, finite if a class is absent', () => {
  const task = { name: 'click', kind: 'binary', label: 'clicked', weight: 2 } as const;
  const head = (...labels: number[]) => headOf(task, Float32Array.from(labels));
  expect(head(1, 0, 0, 0)).toEqual({ kind: 'binary', name: 'click', weight: 2, start: Math.log(1 / 3) });
  expect(head(1, 0).start).toBe(0);
  expect(head(0, 0, 0, 0).start).toBeCloseTo(Math.log(0.125 / 0.875), 6);
  expect(head(1, 1, 1, 1).start).toBeCloseTo(Math.log(0.875 / 0.125), 6);
});

test('with weights, a head begins with what they make of the mean and the deviation', () => {
  const click = { name: 'click', kind: 'binary', label: 'clicked', weight: 1, weight_col: 'w' } as const;
  expect(headOf(click, Float32Array.of(1, 0), Float32Array.of(3, 1))).toEqual({
    ...{ kind: 'binary', name: 'click', weight: 1, weighted: true, start: Math.log(3) },
  });
  // Of a class that weighs nothing there is no share either.
  expect(headOf(click, Float32Array.of(1, 0), Float32Array.of(1, 0)).start).toBeCloseTo(Math.log(3), 6);
  const watch = {
    name: 'watch',
    kind: 'regression',
    label: 'seconds',
    weight: 1,
    transform: 'scale',
    loss: 'mse',
  } as const;
  expect(headOf(watch, Float32Array.of(0, 4, 9), Float32Array.of(1, 1, 0))).toMatchObject({
    ...{ weighted: true, scale: 2, start: 1 },
  });
});

test('a task takes the column of weights that is given, unless it names one itself', () => {
  const task: Task = { name: 'click', kind: 'binary', label: 'clicked', weight: 1 };
  const own: Task = { ...task, weight_col: 'own' };
  expect(withWeights(task, undefined)).toBe(task);
  const weighted = [withWeights(task, 'w'), withWeights(own, 'w'), withWeights(own, undefined)];
  expect(weighted.map(({ weight_col }) => weight_col)).toEqual(['w', 'own', 'own']);
  expect(weightColumnsOf([task, ...weighted])).toEqual(['w', 'own']);
});

describe('a head of amounts', () => {
  const amounts = Float32Array.of(0, 4, 8, 8);
  const head = (transform: RegressionTask['transform'], values = amounts) =>
    headOf(
      { name: 'watch', kind: 'regression', label: 'seconds', weight: 1, transform, loss: 'mse' },
      values,
    );

  test('learns what has the deviation 1, unless it is told to learn the amount itself', () => {
    expect(head('none')).toMatchObject({ scale: 1, start: 5 });
    const deviation = Math.sqrt((25 + 1 + 9 + 9) / 4);
    expect(head('scale')).toMatchObject({
      scale: expect.closeTo(deviation, 6),
      start: expect.closeTo(5 / deviation, 6),
    });
    const logs = [...amounts].map(Math.log1p);
    const mean = logs.reduce((a, b) => a + b) / 4;
    const logDeviation = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / 4);
    expect(head('log1p')).toMatchObject({
      scale: expect.closeTo(logDeviation, 5),
      start: expect.closeTo(mean / logDeviation, 5),
    });
  });

  test('takes equal amounts as they are', () => {
    expect(head('scale', Float32Array.of(7, 7))).toMatchObject({ scale: 1, start: 7 });
  });
});

test('a binary task may have a rule, and one column may be learnt twice', async () => {
  const file = path.join(folder, 'rules.json');
  const written = [
    { name: 'liked', kind: 'binary', label: { column: 'rating', positive: '>= 4' }, weight: 2 },
    { name: 'bought', kind: 'binary', label: { column: 'bought', positive: ['yes', 'Y'] }, weight: 1 },
    { name: 'rating', kind: 'regression', label: 'rating', weight: 1, transform: 'none', loss: 'mse' },
  ];
  writeFileSync(file, JSON.stringify(written));
  const tasks = await readTasks(file, { column: 'label' });
  expect(tasks.map(task => [task.label, columnOf(task)])).toEqual([
    ['rating >= 4', 'rating'],
    ['bought in ["yes","Y"]', 'bought'],
    ['rating', 'rating'],
  ]);
  expect(targetsOf(tasks, file)).toEqual([
    {
      kind: 'label',
      name: 'rating >= 4',
      column: 'rating',
      positive: { kind: 'compare', operator: '>=', value: 4 },
      declaredIn: 'the file of tasks',
    },
    {
      kind: 'label',
      name: 'bought in ["yes","Y"]',
      column: 'bought',
      positive: { kind: 'values', values: ['yes', 'Y'] },
      declaredIn: 'the file of tasks',
    },
    { kind: 'amount', name: 'rating', column: 'rating' },
  ]);
  expect(tasks.map(taskAsWritten)).toEqual(written);
});

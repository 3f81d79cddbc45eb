import { splitMachine } from './split-machine';

const usual = { jobs: null, maxMemory: null };

describe('splitMachine', () => {
  it('works on a model a core, and gives each its share of memory', () => {
    expect(splitMachine(9, usual, { cores: 4, memoryBytes: 40e9 })).toEqual({
      jobs: 4,
      threads: 1,
      memoryBytes: 8e9,
    });
  });

  it('gives the cores that are left to fewer models', () => {
    expect(splitMachine(2, usual, { cores: 9, memoryBytes: 40e9 })).toMatchObject({ jobs: 2, threads: 4 });
  });

  it('works on fewer where memory is short, and on one in any case', () => {
    expect(splitMachine(9, usual, { cores: 8, memoryBytes: 4e9 })).toEqual({
      jobs: 3,
      threads: 2,
      memoryBytes: 1_066_666_666,
    });
    expect(splitMachine(9, { ...usual, maxMemory: 5e8 }, { cores: 8, memoryBytes: 4e9 })).toEqual({
      jobs: 1,
      threads: null,
      memoryBytes: 1e9,
    });
  });

  it('leaves one alone with the machine', () => {
    expect(splitMachine(1, usual, { cores: 8, memoryBytes: 4e9 })).toEqual({
      jobs: 1,
      threads: null,
      memoryBytes: null,
    });
  });

  it('takes as many at a time as asked, within memory', () => {
    const machine = { cores: 2, memoryBytes: 10e9 };
    expect(splitMachine(9, { jobs: 5, maxMemory: null }, machine)).toMatchObject({ jobs: 5, threads: 1 });
    expect(splitMachine(9, { jobs: 50, maxMemory: 3e9 }, machine)).toMatchObject({
      jobs: 3,
      memoryBytes: 1e9,
    });
  });
});

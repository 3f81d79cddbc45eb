import { RoomForTrials } from './room-for-trials';

test('as many trials run as were asked for and fit into memory', () => {
  expect(new RoomForTrials({ jobs: 3, maxMemory: 8e9 })).toMatchObject({ count: 3 });
  expect(new RoomForTrials({ jobs: 12, maxMemory: 4e9 })).toMatchObject({ count: 4, trialBytes: 1e9 });
});

test('fewer run once one has taken much', () => {
  const room = new RoomForTrials({ jobs: 4, maxMemory: 8e9 });
  room.observe(0.5e9);
  expect(room.count).toBe(4);
  room.observe(3e9);
  expect(room.count).toBe(2);
  room.observe(9e9);
  expect(room.count).toBe(1);
});

test('a tuning that goes on gives its trials what they had', () => {
  expect(new RoomForTrials({ jobs: 8, maxMemory: 8e9 }, 4e9)).toMatchObject({ count: 2, trialBytes: 4e9 });
});

test('too little memory is told', () => {
  expect(() => new RoomForTrials({ maxMemory: 1e6 })).toThrow('--max-memory is 1.0 MB');
});

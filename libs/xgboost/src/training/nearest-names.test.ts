import { nearestNames } from './nearest-names';

const names = ['max_depth', 'max_bin', 'eta', 'subsample'];

test('the nearest first, and only what is near', () => {
  expect(nearestNames('max_dept', names)).toEqual(['max_depth']);
  expect(nearestNames('Subsampel', names)).toEqual(['subsample']);
  expect(nearestNames('max_bins', names)[0]).toBe('max_bin');
  expect(nearestNames('completely_else', names)).toEqual([]);
});

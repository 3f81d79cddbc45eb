import { dropUnreadLists } from './drop-unread-lists';

const tree = (size: string): string =>
  `{"base_weights":[1E-1,-2],"left_children":[1,-1],"loss_changes":[3.5,0],"parents":[-1,0],"sum_hessian":[8E0,4],"tree_param":{"size_leaf_vector":"${size}"}}`;

function dropped(json: string): string {
  return dropUnreadLists(Buffer.from(json)).toString();
}

describe('dropUnreadLists', () => {
  it.each(['0', '1'])('empties the lists that nothing reads, of every tree (leaf size %s)', size => {
    const left = `{"base_weights":[],"left_children":[1,-1],"loss_changes":[],"parents":[],"sum_hessian":[],"tree_param":{"size_leaf_vector":"${size}"}}`;
    expect(dropped(`[${tree(size)},${tree(size)}]`)).toBe(`[${left},${left}]`);
  });

  it.each(['2', '10', '13'])('keeps the weights of a model with leaves of %s values', size => {
    expect(dropped(`[${tree('1')},${tree(size)}]`)).toContain('"base_weights":[1E-1,-2]');
  });

  it('leaves JSON with white space as it is', () => {
    const json = '{"parents": [1, 2], "sum_hessian": [3]}';
    expect(dropped(json)).toBe(json);
  });

  it('leaves texts as they are', () => {
    const json = JSON.stringify({ feature_names: ['"parents":[1]', 'sum_hessian', '"loss_changes":['] });
    expect(dropped(json)).toBe(json);
  });

  it('drops no list that is not closed before the next text, nor one that is cut off', () => {
    const json = '{"parents":[1,2,"id":3,"sum_hessian":[4,5';
    expect(dropped(json)).toBe(json);
  });
});

/** What a slot has in an alias table that is always taken itself. */
export const ALIAS_MOST = 2 ** 32 - 1;

/**
 * Fills a table that draws by weight in constant time (Walker's alias method, as Vose builds it): of each slot a uint32
 * and another slot. A slot is chosen by chance, each as likely; a random uint32 up to that of the slot takes the slot,
 * one above it the other.
 *
 * @param weights - [count], not negative, their sum above 0
 * @param table - uint32 [count, 2]
 */
export function fillAliasTable(weights: ArrayLike<number>, table: Uint32Array): void {
  const count = weights.length;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += weights[i];
  const rest = new Float64Array(count);
  // Slots with less than their share from the start on, those with more from the end on.
  const slots = new Int32Array(count);
  let small = 0;
  let large = count;
  for (let i = 0; i < count; i++) {
    rest[i] = (weights[i] * count) / sum;
    if (rest[i] < 1) slots[small++] = i;
    else slots[--large] = i;
  }
  while (small > 0 && large < count) {
    const poor = slots[--small];
    const rich = slots[large];
    table[2 * poor] = Math.floor(rest[poor] * ALIAS_MOST);
    table[2 * poor + 1] = rich;
    rest[rich] -= 1 - rest[poor];
    if (rest[rich] >= 1) continue;
    large++;
    slots[small++] = rich;
  }
  // Rounding leaves slots over that have their share, or next to nothing, which then must not have a whole slot.
  const likeliest = indexOfMost(weights);
  for (const slot of [...slots.subarray(0, small), ...slots.subarray(large)]) {
    table[2 * slot] = rest[slot] > 0.5 ? ALIAS_MOST : 0;
    table[2 * slot + 1] = likeliest;
  }
}

function indexOfMost(weights: ArrayLike<number>): number {
  let most = 0;
  for (let i = 1; i < weights.length; i++) if (weights[i] > weights[most]) most = i;
  return most;
}

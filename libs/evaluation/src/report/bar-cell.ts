import { formatNumber } from './number-format';

/** A table cell with a number and a bar beside it, as long as it is in comparison with the most. */
export function barCell(
  value: number | undefined,
  most: number,
  { className = '', format = formatNumber }: { className?: string; format?: (value: number) => string } = {},
): string {
  if (value === undefined) return '<td>–</td>';
  const width = most > 0 ? Math.max(0, (value / most) * 100) : 0;
  const classes = className === '' ? 'bar' : `bar ${className}`;
  return (
    `<td><span class="${classes}" style="width:${width.toFixed(1)}%"></span>` +
    `<span class="amount">${format(value)}</span></td>`
  );
}

/** A share as a percentage, with the digits that tell a rare event from none: `93.6 %`, `0.12 %`, `0.0031 %`. */
export function percent(share: number): string {
  const value = 100 * share;
  return `${value >= 1 || value === 0 ? value.toFixed(1) : String(Number(value.toPrecision(2)))} %`;
}

/** A point in time, as short as it can be without doubt: `2026-01-02 03:04 UTC`; what is none as it is. */
export function formatTime(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

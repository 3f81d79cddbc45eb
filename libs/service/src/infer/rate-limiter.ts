/** A token bucket: `perSecond` requests on average, and up to as many at once. */
export class RateLimiter {
  #tokens: number;
  #refilledAtMs: number;

  /** @param perSecond - 0 lets everything pass */
  constructor(
    private readonly perSecond: number,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    this.#tokens = perSecond;
    this.#refilledAtMs = nowMs();
  }

  /** Whether there is a token to take. */
  get hasToken(): boolean {
    if (this.perSecond === 0) return true;
    this.#refill();
    return this.#tokens >= 1;
  }

  /** Takes a token; false when there is none. */
  tryTake(): boolean {
    if (!this.hasToken) return false;
    this.#tokens--;
    return true;
  }

  #refill(): void {
    const now = this.nowMs();
    const refill = ((now - this.#refilledAtMs) / 1000) * this.perSecond;
    this.#tokens = Math.min(this.perSecond, this.#tokens + refill);
    this.#refilledAtMs = now;
  }
}

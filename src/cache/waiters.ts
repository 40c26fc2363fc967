/** Those who wait for the same thing. */
export class Waiters {
  private readonly controller = new AbortController();
  private count = 0;

  /** @param onGone is called when the last one has gone. */
  constructor(private readonly onGone: () => void) {}

  /** Tells that the last one has gone. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** @param leaves tells that this one has gone; left out, it waits to the end. */
  join(leaves: AbortSignal | undefined): void {
    this.count += 1;
    leaves?.addEventListener('abort', () => this.leave(), { once: true });
  }

  private leave(): void {
    this.count -= 1;
    if (this.count > 0) return;
    this.onGone();
    this.controller.abort();
  }
}

/** Which transactions a query saw: pg_current_snapshot() as PostgreSQL writes it, xmin:xmax:xip,... */
export class TransactionSnapshot {
  private constructor(
    private readonly oldestRunning: number,
    private readonly next: number,
    private readonly running: ReadonlySet<number>,
  ) {}

  static parse(text: string): TransactionSnapshot {
    const [oldest, next, running = ''] = text.split(':');
    const ids = running === '' ? [] : running.split(',').map(Number);
    return new TransactionSnapshot(Number(oldest), Number(next), new Set(ids));
  }

  /** Whether what a committed transaction did is in it. */
  has(transaction: number): boolean {
    if (transaction < this.oldestRunning) return true;
    return transaction < this.next && !this.running.has(transaction);
  }
}

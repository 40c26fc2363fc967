/** What one update says to clients that follow the same: written once, sent to all of them. */
export class LiveUpdate {
  private sse: Buffer | undefined;
  private messages: readonly Buffer[] | undefined;

  /**
   * @param id the update's.
   * @param metrics JSON of the event metrics_update, without its opening brace; undefined for none.
   * @param usages the same of the event usages.
   */
  constructor(
    private readonly id: string,
    private readonly metrics: string | undefined,
    private readonly usages: string | undefined,
  ) {}

  /**
   * Events of a text/event-stream. The last one bears the id, so that who did not get it is told all of
   * it again.
   */
  asEvents(): Buffer {
    this.sse ??= Buffer.from(
      [
        this.usages && `event: usages\n${this.metrics ? '' : `id: ${this.id}\n`}data: {${this.usages}\n\n`,
        this.metrics && `event: metrics_update\nid: ${this.id}\ndata: {${this.metrics}\n\n`,
      ].join(''),
    );
    return this.sse;
  }

  /** Messages of a WebSocket. */
  asMessages(): readonly Buffer[] {
    const { id, usages, metrics } = this;
    this.messages ??= [
      ...(usages ? [Buffer.from(`{"type":"usages","id":"${id}",${usages}`)] : []),
      ...(metrics ? [Buffer.from(`{"type":"metrics_update","id":"${id}",${metrics}`)] : []),
    ];
    return this.messages;
  }
}

/** What one update says to clients that follow the same: written once, sent to all of them. */
export class LiveUpdate {
  private sse: Buffer | undefined;
  private messages: readonly Buffer[] | undefined;

  /**
   * @param id the update's.
   * @param metrics JSON of the event metrics_update, without its opening brace; undefined for none.
   * @param usages the same of the event usages.
   * @param retired the same of the event retired_usage.
   */
  constructor(
    private readonly id: string,
    private readonly metrics: string | undefined,
    private readonly usages: string | undefined,
    private readonly retired: string | undefined,
  ) {}

  /** What there is of each event, in the order in which they are told. */
  private get parts(): (readonly [type: string, data: string])[] {
    const all = [
      ['usages', this.usages],
      ['retired_usage', this.retired],
      ['metrics_update', this.metrics],
    ] as const;
    return all.flatMap(([type, data]) => (data === undefined ? [] : [[type, data] as const]));
  }

  /**
   * Events of a text/event-stream. The last one bears the id, so that who did not get it is told all of
   * it again.
   */
  asEvents(): Buffer {
    const { id, parts } = this;
    this.sse ??= Buffer.from(
      parts
        .map(
          ([type, data], at) =>
            `event: ${type}\n${at === parts.length - 1 ? `id: ${id}\n` : ''}data: {${data}\n\n`,
        )
        .join(''),
    );
    return this.sse;
  }

  /** Messages of a WebSocket. */
  asMessages(): readonly Buffer[] {
    this.messages ??= this.parts.map(([type, data]) =>
      Buffer.from(`{"type":"${type}","id":"${this.id}",${data}`),
    );
    return this.messages;
  }
}

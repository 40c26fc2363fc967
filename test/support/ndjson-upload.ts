import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** What an upload's client gets: an answer, or a cut connection. */
export type UploadEnd = { readonly status: number; readonly body: string } | 'cut';

/** An upload of NDJSON that stays open until it is answered or cut, or ended. */
export class NdjsonUpload {
  readonly ended: Promise<UploadEnd>;
  private isOver = false;

  private constructor(private readonly client: ClientRequest) {
    this.ended = new Promise<UploadEnd>((done) => {
      client.once('error', () => done('cut'));
      client.once('response', (response: IncomingMessage) => {
        text(response).then(
          (body) => done({ status: response.statusCode!, body }),
          () => done('cut'),
        );
      });
    }).finally(() => (this.isOver = true));
  }

  static start(url: string): NdjsonUpload {
    const headers = { 'content-type': 'application/x-ndjson' };
    return new NdjsonUpload(
      request(`${url}/api/pattern-analytics/usage/batch`, { method: 'POST', agent: false, headers }),
    );
  }

  /** Sends lines as fast as they are taken, until it is over. */
  async send(lines: Iterable<string>): Promise<void> {
    for (const line of lines) {
      if (this.isOver) return;
      if (this.client.write(`${line}\n`)) continue;
      const drained = new Promise((done) => this.client.once('drain', done));
      await Promise.race([drained, this.ended]);
    }
  }

  end(): Promise<UploadEnd> {
    this.client.end();
    return this.ended;
  }
}

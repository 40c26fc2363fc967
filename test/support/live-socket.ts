import { WebSocket } from 'ws';
import { type LiveEvent, LiveView } from './event-stream.js';

interface Answer {
  readonly type: string;
  readonly pattern_ids?: readonly string[] | null;
  readonly problem?: { readonly status: number; readonly detail: string };
}

/** Somebody at /ws/pattern-metrics. */
export class LiveSocket extends LiveView {
  readonly answers: Answer[] = [];
  code: number | undefined;

  private constructor(readonly ws: WebSocket) {
    super();
    ws.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as LiveEvent & Answer;
      if (['metrics_update', 'usages'].includes(message.type)) this.take(message);
      else this.answers.push(message);
    });
    ws.on('close', (code) => (this.code = code));
  }

  static async open(url: string, query = '', headers: Record<string, string> = {}): Promise<LiveSocket> {
    const ws = new WebSocket(`${url.replace('http', 'ws')}/ws/pattern-metrics${query}`, { headers });
    const socket = new LiveSocket(ws);
    await new Promise((done, failed) => {
      ws.once('open', done);
      ws.once('error', failed);
      ws.once('unexpected-response', (_, response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => failed(new Error(`${response.statusCode}: ${text}`)));
      });
    });
    return socket;
  }

  async ask(message: string | object): Promise<Answer> {
    const count = this.answers.length;
    this.ws.send(typeof message === 'string' ? message : JSON.stringify(message));
    await this.until(() => this.answers.length > count);
    return this.answers[count]!;
  }
}

// The clients of bench/live.ts, in a process of their own: half of them over Server-Sent Events, half
// over WebSockets. Told over IPC whom to follow; tells what it saw of the pattern that is timed.
import { get } from 'node:http';
import { WebSocket } from 'ws';
import { API_PREFIX } from '../src/common/api-prefix.js';

/** What the process is asked for. */
export interface ClientsOrder {
  readonly url: string;
  readonly count: number;
  /** For each client the patterns it follows; none for all. */
  readonly followed: readonly (readonly string[])[];
  /** The pattern whose counts are told. */
  readonly timed: string;
}

/** What it tells: it is ready; or so many usages of the timed pattern were seen by a client at that time. */
export type ClientsNews =
  | { readonly ready: true }
  | {
      readonly seen: readonly (readonly [client: number, count: number, at: number])[];
      readonly bytes: number;
    };

let seen: [number, number, number][] = [];
let bytes = 0;
let opened = 0;

const run = ({ url, count, followed, timed }: ClientsOrder): void => {
  const row = Buffer.from(`{"pattern_id":"${timed}"`);
  const field = '"usage_count_last_5min":';
  const look = (client: number, data: Buffer): void => {
    bytes += data.length;
    const at = data.indexOf(row);
    if (at < 0) return;
    const text = data.toString('latin1', at, at + 600);
    const from = text.indexOf(field);
    if (from >= 0) seen.push([client, parseInt(text.slice(from + field.length)), Date.now()]);
  };
  const open = (client: number): void => {
    const ids = followed[client]!;
    const query = ids.length > 0 ? `?pattern_ids=${ids.join()}` : '';
    const next = (): void => {
      opened += 1;
      if (opened < count) open(opened);
      else process.send!({ ready: true } satisfies ClientsNews);
    };
    if (client % 2 === 0) {
      get(`${url}/${API_PREFIX}/stream${query}`, { agent: false }, (response) => {
        if (response.statusCode !== 200) throw new Error(`A stream was refused: ${response.statusCode!}`);
        response.on('data', (chunk: Buffer) => look(client, chunk));
        response.on('error', () => undefined);
        next();
      });
      return;
    }
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/pattern-metrics${query}`, {
      perMessageDeflate: false,
      skipUTF8Validation: true,
    });
    socket.on('message', (data: Buffer) => look(client, data));
    socket.once('open', next);
  };
  open(0);
};

process.once('message', (order: ClientsOrder) => run(order));
process.on('disconnect', () => process.exit(0));
setInterval(() => {
  process.send!({ seen, bytes } satisfies ClientsNews);
  seen = [];
  bytes = 0;
}, 250);

// The tracker's server with one route more: GET /bytes?of=<path> sends what <path> answered the
// first time, from memory. For bench/hot.ts.
import { createApp } from '../src/create-app.js';
import { stopOnSignals } from '../src/http/stop-on-signals.js';

const app = await createApp(process.env);
const held = new Map<string, Buffer>();
app
  .getHttpAdapter()
  .getInstance()
  .get<{ Querystring: { of: string } }>('/bytes', async ({ query }, reply) => {
    let bytes = held.get(query.of);
    if (!bytes) {
      bytes = (await app.inject(query.of)).rawPayload;
      held.set(query.of, bytes);
    }
    return reply.type('application/json; charset=utf-8').send(bytes);
  });
stopOnSignals(app, 1000);
await app.listen(0, '127.0.0.1');
process.stdout.write(`Listening on ${await app.getUrl()}, for bench/hot.ts\n`);

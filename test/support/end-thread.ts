import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { ServerProcess } from './server-process.js';
import { until } from './until.js';

interface Message {
  readonly method?: string;
  readonly params?: { readonly sessionId: string; readonly workerInfo?: { readonly url: string } };
}

/**
 * Runs an expression that ends a thread of a server, and waits until it is gone.
 * @param server started with `--inspect=127.0.0.1:0`.
 * @param script the end of the address of what the thread runs.
 */
export const endThread = async (server: ServerProcess, script: string, expression: string): Promise<void> => {
  const address = (): string | undefined => /Debugger listening on (ws:\S+)/.exec(server.output)?.[1];
  await until(() => address() !== undefined);
  const socket = new WebSocket(address()!);
  await once(socket, 'open');
  const send = (id: number, method: string, params: object): void =>
    socket.send(JSON.stringify({ id, method, params }));
  const gone = new Promise<void>((done) => {
    socket.on('message', (data: Buffer) => {
      const { method, params } = JSON.parse(data.toString()) as Message;
      if (method === 'NodeWorker.attachedToWorker' && params!.workerInfo!.url.endsWith(script)) {
        const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } });
        send(2, 'NodeWorker.sendMessageToWorker', { sessionId: params!.sessionId, message });
      }
      if (method === 'NodeWorker.detachedFromWorker') done();
    });
  });
  send(1, 'NodeWorker.enable', { waitForDebuggerOnStart: false });
  await gone;
  socket.terminate();
};

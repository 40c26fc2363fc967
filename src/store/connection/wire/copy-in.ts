import type { ClientBase, Connection, Submittable } from 'pg';

/** CopyData and CopyDone of the PostgreSQL protocol, and how long a message says it is. */
const COPY_DATA = 'd'.charCodeAt(0);
const COPY_DONE = Buffer.from([...Buffer.from('c'), 0, 0, 0, 4]);

/** What pg asks of a query while it runs. */
interface CopyQuery extends Submittable {
  handleCopyInResponse(connection: Connection): void;
  handleCommandComplete(): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
}

/**
 * Runs statements of which the last is a COPY .. FROM STDIN, and gives it its data.
 * @throws what the database says; the connection is usable then, a transaction has to be rolled back.
 */
export const copyIn = (client: ClientBase, text: string, data: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    const query: CopyQuery = {
      submit: (connection) => connection.query(text),
      handleCopyInResponse: ({ stream }) => {
        const head = Buffer.from([COPY_DATA, 0, 0, 0, 0]);
        head.writeInt32BE(data.length + 4, 1);
        stream.cork();
        stream.write(head);
        stream.write(data);
        stream.write(COPY_DONE);
        stream.uncork();
      },
      handleCommandComplete: () => undefined,
      handleReadyForQuery: resolve,
      handleError: reject,
    };
    client.query(query);
  });

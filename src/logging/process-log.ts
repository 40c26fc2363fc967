import { type Logger, pino } from 'pino';

const MAX_WAIT_MS = 1000;

/** Standard output, written to in the background: who reads it slowly must not hold up requests. */
const output = pino.destination({ dest: 1, sync: false });
const state = { isBroken: false };
output.on('error', () => {
  state.isBroken = true;
});

/** The log of the process: JSON lines on standard output, from a level on. */
export const processLog = (level: string): Logger =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, output);

/**
 * Ends the log, to be called before the process exits: waits until it is written, but not for a reader
 * that is gone or reads no more, for whom pino would wait without end when the process exits.
 */
export const endLog = async (): Promise<void> => {
  if (!state.isBroken) {
    await new Promise<void>((done) => {
      setTimeout(done, MAX_WAIT_MS);
      output.once('close', done);
      output.once('error', () => done());
      output.end();
    });
  }
  output.flushSync = () => undefined;
};

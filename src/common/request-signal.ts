import { AsyncLocalStorage } from 'node:async_hooks';

const asker = new AsyncLocalStorage<AbortSignal>();

/** Does work for somebody; the signal tells that nobody waits for it any more. */
export const withRequestSignal = <T>(signal: AbortSignal, work: () => T): T => asker.run(signal, work);

/** Of whoever asked for what is done here; undefined where nobody can leave. */
export const requestSignal = (): AbortSignal | undefined => asker.getStore();

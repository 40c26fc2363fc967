type Flush = () => Promise<void>;

const watched = new Set<Flush>();

/** Node.js tells when it has nothing left to do, and goes on where that gives it something. */
const flushAll = (): void => {
  for (const flush of watched) void flush();
};

let isListening = false;

/**
 * Flushes a buffer when the process is about to end by itself, while it is watched. What ends by a
 * signal or by process.exit() has to close its clients.
 */
export const flushOnExit = (flush: Flush): { watch: () => void; forget: () => void } => ({
  watch: () => {
    watched.add(flush);
    // Browsers have no process.
    if (isListening || typeof process === 'undefined') return;
    process.on('beforeExit', flushAll);
    isListening = true;
  },
  forget: () => void watched.delete(flush),
});

import type { Destination } from './destination.js';
import { openServer } from './server-access.js';
import type { TrackerAccess } from './tracker-access.js';

const open = async (destination: Destination, retryForMs: number): Promise<TrackerAccess> => {
  if ('url' in destination) return openServer(destination.url, destination.apiKey, retryForMs);
  // The whole tracker is loaded only where it is wanted.
  const { openDatabase } = await import('./database-access.js');
  return openDatabase(destination.databaseUrl, retryForMs);
};

/** Opens a destination for some work and closes it after. */
export const withTracker = async <T>(
  destination: Destination,
  retryForMs: number,
  work: (tracker: TrackerAccess) => Promise<T>,
): Promise<T> => {
  const tracker = await open(destination, retryForMs);
  try {
    return await work(tracker);
  } finally {
    await tracker.close();
  }
};

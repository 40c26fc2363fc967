import { PatternUsageClient } from '../../client/index.js';
import { RefusedError } from '../../client/client-error.js';
import { TrackerApi } from '../../client/tracker-api.js';
import { sendBatch } from '../../client/usage-batch.js';
import { writeJson } from '../../common/json/write-json.js';
import { descriptionOf } from '../import/pattern-line.js';
import { UsageError } from '../usage-error.js';
import { registerInParts } from './registration-results.js';
import type { TrackerAccess } from './tracker-access.js';

/**
 * A tracker behind its HTTP API.
 * @param retryForMs how long it is tried again where it does not answer.
 * @throws UsageError where the URL is none.
 */
export const openServer = (url: string, apiKey: string | undefined, retryForMs: number): TrackerAccess => {
  const options = { url, apiKey, retryForMs };
  let api: TrackerApi;
  try {
    api = new TrackerApi(options);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const client = new PatternUsageClient(options);
  return {
    recordUsage: (usage) => client.recordUsage(usage),
    recordBatch: (usages) =>
      sendBatch(
        api,
        usages.map((usage) => writeJson(usage)),
      ),
    describePattern: async (pattern) => {
      const { id } = pattern;
      try {
        await api.put(`patterns/${encodeURIComponent(String(id))}`, writeJson(descriptionOf(pattern)));
        return undefined;
      } catch (error) {
        if (error instanceof RefusedError && error.status === 422) return error;
        throw error;
      }
    },
    registerPatterns: (patterns, isOverwriting) =>
      registerInParts(
        patterns,
        async (part) =>
          (await api.post(`patterns/bulk?overwrite=${isOverwriting}`, writeJson(part))) as object,
      ),
    getUsageStats: (patternId, hours) => client.getUsageStats(patternId, hours),
    getPatternEffectiveness: (patternId, hours) => client.getPatternEffectiveness(patternId, hours),
    close: () => client.close(),
  };
};

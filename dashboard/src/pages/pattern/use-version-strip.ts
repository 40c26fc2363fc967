import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { LIVE } from '../../live/live.js';
import { rangeQuery, type View } from '../../view/view.js';
import type { Course } from './use-course.js';
import { newestTwo, type VersionUse } from './version-uses.js';

/** A version and how its usages with a known outcome did over the view's range. */
export interface VersionCourse extends VersionUse {
  readonly did: Course['current'];
}

export interface VersionStrip {
  /** The two newest versions that were used in the range, the older one first. */
  readonly versions: readonly [before: VersionCourse, after: VersionCourse];
  /** Versions that were used in the range. */
  readonly count: number;
}

/**
 * The two newest versions of a pattern against each other, whatever filters say; undefined while that loads,
 * null where fewer than two were used.
 * @param firstSeen when the pattern was first used, as the API has it.
 */
export const useVersionStrip = (
  view: View,
  id: string,
  firstSeen: string | null,
): VersionStrip | null | undefined => {
  const range = rangeQuery(view);
  const usages = { pattern_id: id, include: 'unknown' } as const;
  const inRange = { ...usages, ...range, group_by: 'version' };
  // From the first one ever on, as what came first in the range may be older than that.
  const ever = { ...usages, group_by: 'version', granularity: 'day', from: firstSeen ?? undefined } as const;
  const used = useQuery({
    queryKey: [LIVE, 'versions-used', inRange],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/pattern-analytics/usage-stats', { params: { query: inRange }, signal })),
    placeholderData: keepPreviousData,
  });
  const uses = useQuery({
    queryKey: ['version-uses', ever],
    enabled: firstSeen !== null,
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/pattern-analytics/usage-stats', { params: { query: ever }, signal })),
    staleTime: 60_000,
  });
  const chosen =
    used.data && uses.data ? newestTwo(uses.data.groups ?? [], used.data.groups ?? []) : undefined;
  const courses = useQueries({
    queries: (chosen ?? []).map(({ version }) => {
      const query = { pattern_id: id, ...range, version, granularity: 'week' } as const;
      return {
        queryKey: [LIVE, 'version-course', query],
        queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
          answerOf(api.GET('/api/pattern-analytics/overview', { params: { query }, signal })),
        placeholderData: keepPreviousData,
      };
    }),
  });
  if (chosen === undefined) return undefined;
  const versions = chosen.flatMap((use, at): VersionCourse[] => {
    const did = courses[at]?.data?.current;
    return did === undefined ? [] : [{ ...use, did }];
  });
  if (chosen.length < 2) return null;
  const [before, after] = versions;
  if (before === undefined || after === undefined) return undefined;
  const count = (used.data?.groups ?? []).filter(({ value }) => value !== null).length;
  return { versions: [before, after], count };
};

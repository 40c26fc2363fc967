import { type Query, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { SERVER } from '../api/client.js';

/** How the page follows what is recorded. */
export type LiveState = 'live' | 'polling' | 'reconnecting' | 'paused';

interface Live {
  readonly state: LiveState;
  readonly toggle: () => void;
}

const STREAM = `${SERVER}/api/pattern-analytics/stream?include=unknown`;
/** Updates that follow on each other closer are one. */
const MIN_PAUSE_MS = 1000;
/** How often is asked while the server refuses a stream, and how long until one is asked for again. */
const POLL_MS = 5000;
const REOPEN_MS = 30_000;

const LiveContext = createContext<Live>({ state: 'paused', toggle: () => undefined });

/** Queries under this key are asked again when something was recorded, while they are looked at. */
export const LIVE = 'live';

/** Whether a list's next page is loading. Asked anew now, the list would be as long as before. */
const isLoadingMore = ({ state }: Query): boolean =>
  state.fetchStatus === 'fetching' && state.fetchMeta?.fetchMore !== undefined;

/** Keeps what is shown up to date, until it is paused. */
export const LiveProvider = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const queries = useQueryClient();
  const [isPaused, setPaused] = useState(false);
  const [state, setState] = useState<LiveState>('reconnecting');

  useEffect(() => {
    if (isPaused) return undefined;
    let timer: number | undefined;
    let poll: number | undefined;
    const refresh = (): void => {
      if (timer !== undefined || document.hidden) return;
      timer = window.setTimeout(() => {
        timer = undefined;
        const growing = new Set(
          queries.getQueryCache().findAll({ queryKey: [LIVE], predicate: isLoadingMore }),
        );
        void queries.invalidateQueries({ queryKey: [LIVE], predicate: (query) => !growing.has(query) });
        if (growing.size > 0) refresh();
      }, MIN_PAUSE_MS);
    };
    let source: EventSource;
    let reopening: number | undefined;
    const open = (): void => {
      source = new EventSource(STREAM);
      source.addEventListener('open', () => {
        window.clearInterval(poll);
        poll = undefined;
        setState('live');
        // What was recorded while nobody listened: also between the page's first questions and now.
        refresh();
      });
      source.addEventListener('usages', refresh);
      source.addEventListener('error', () => {
        if (source.readyState !== EventSource.CLOSED) {
          setState('reconnecting');
          return;
        }
        // It was refused, and so the browser gives it up.
        setState('polling');
        poll ??= window.setInterval(refresh, POLL_MS);
        reopening = window.setTimeout(open, REOPEN_MS);
      });
    };
    open();
    const onReturn = (): void => {
      if (!document.hidden) refresh();
    };
    document.addEventListener('visibilitychange', onReturn);
    return () => {
      source.close();
      setState('reconnecting');
      window.clearTimeout(timer);
      window.clearInterval(poll);
      window.clearTimeout(reopening);
      document.removeEventListener('visibilitychange', onReturn);
    };
  }, [isPaused, queries]);

  const live = useMemo<Live>(
    () => ({ state: isPaused ? 'paused' : state, toggle: () => setPaused((was) => !was) }),
    [isPaused, state],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
};

export const useLive = (): Live => useContext(LiveContext);

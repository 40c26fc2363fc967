import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { searchText } from './search-text.js';
import { readView, type View, VIEW_PARAMETERS } from './view.js';

/** Parameters to set, once for each of several, and to leave out where null. */
export type Changes = Readonly<Record<string, string | readonly string[] | null>>;

interface Options {
  /** Takes the place of the entry in the browser's history: while somebody types. */
  readonly replace?: boolean;
}

export interface ViewState {
  readonly view: View;
  /** All of the URL's parameters, a page's own included. */
  readonly parameters: URLSearchParams;
  readonly change: (changes: Changes, options?: Options) => void;
  /** The address of another page that shows the same range and filters. */
  readonly linkTo: (path: string, changes?: Changes) => string;
}

const withChanges = (parameters: URLSearchParams, changes: Changes): URLSearchParams => {
  const next = new URLSearchParams(parameters);
  for (const [name, value] of Object.entries(changes)) {
    // A single one stays where it was in the address.
    if (typeof value === 'string') next.set(name, value);
    else next.delete(name);
    if (value === null || typeof value === 'string') continue;
    for (const one of value) next.append(name, one);
  }
  return next;
};

/** What the URL says, and how to change it. */
export const useView = (): ViewState => {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const parameters = useMemo(() => new URLSearchParams(search), [search]);
  const view = useMemo(() => readView(parameters), [parameters]);
  const change = useCallback(
    (changes: Changes, options: Options = {}) => {
      // From the address as it is now, so that changes in one go add up.
      const next = withChanges(new URLSearchParams(window.location.search), changes);
      navigate(`${path}${searchText(next)}`, options);
    },
    [navigate, path],
  );
  const linkTo = useCallback(
    (target: string, changes: Changes = {}) => {
      const kept = new URLSearchParams();
      for (const name of VIEW_PARAMETERS) {
        const value = parameters.get(name);
        if (value !== null) kept.set(name, value);
      }
      return `${target}${searchText(withChanges(kept, changes))}`;
    },
    [parameters],
  );
  return { view, parameters, change, linkTo };
};

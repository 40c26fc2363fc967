import { useSyncExternalStore } from 'react';

/** The width below which patterns.css lays a row out in two lines. */
const narrow = window.matchMedia('(width <= 880px)');

const subscribe = (listener: () => void): (() => void) => {
  narrow.addEventListener('change', listener);
  return () => narrow.removeEventListener('change', listener);
};

export const useIsNarrow = (): boolean => useSyncExternalStore(subscribe, () => narrow.matches);

import { useCallback, useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';

const KEY = 'pattern-usage-theme';
const system = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

/** A browser may forbid storage; then the choice lasts as long as the page. */
let chosen: Theme | null = null;
try {
  const kept = window.localStorage.getItem(KEY);
  if (kept === 'light' || kept === 'dark') chosen = kept;
} catch {
  chosen = null;
}

const current = (): Theme => chosen ?? (system.matches ? 'dark' : 'light');

/** Marks the document, as tokens.css wants it. */
export const applyTheme = (): void => {
  document.documentElement.dataset['theme'] = current();
};

const announce = (): void => {
  applyTheme();
  for (const listener of listeners) listener();
};
system.addEventListener('change', announce);

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useTheme = (): { readonly theme: Theme; readonly toggle: () => void } => {
  const theme = useSyncExternalStore(subscribe, current);
  const toggle = useCallback(() => {
    chosen = current() === 'dark' ? 'light' : 'dark';
    try {
      window.localStorage.setItem(KEY, chosen);
    } catch {
      // It lasts as long as the page then.
    }
    announce();
  }, []);
  return { theme, toggle };
};

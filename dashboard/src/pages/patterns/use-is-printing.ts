import { useSyncExternalStore } from 'react';

const media = window.matchMedia('print');
const EVENTS = ['beforeprint', 'afterprint'] as const;
let isBetween = false;

const subscribe = (listener: () => void): (() => void) => {
  const note = ({ type }: Event): void => {
    isBetween = type === 'beforeprint';
    listener();
  };
  media.addEventListener('change', listener);
  for (const name of EVENTS) window.addEventListener(name, note);
  return () => {
    media.removeEventListener('change', listener);
    for (const name of EVENTS) window.removeEventListener(name, note);
  };
};

/** Whether the page is drawn for paper. */
export const useIsPrinting = (): boolean => useSyncExternalStore(subscribe, () => isBetween || media.matches);

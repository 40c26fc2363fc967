import { type KeyboardEvent, useEffect, useState } from 'react';
import * as format from '../format/format.js';
import { type Found, type FoundPattern, usePatternSearch } from './use-pattern-search.js';

/** How long nothing has to be typed before it is looked for. */
const PAUSE_MS = 200;

const useSettled = (text: string): string => {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(text), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [text]);
  return settled;
};

/** How much of what there is is offered, in words. */
const offerText = (sought: string, { found, total }: Found, offered: number): string => {
  if (offered === 0) return sought === '' ? 'There are no other patterns.' : 'No pattern is found.';
  const which = sought === '' ? 'most used' : 'best';
  return total > found.length
    ? `The ${format.count(found.length)} ${which} of ${format.count(total)}; type to find others.`
    : `${format.count(offered)} found.`;
};

interface PatternField {
  readonly text: string;
  readonly isOpen: boolean;
  readonly offered: readonly FoundPattern[];
  /** Which of them Enter takes; -1 without. */
  readonly place: number;
  /** What is said of what is offered. */
  readonly said: string;
  readonly onType: (text: string) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onPoint: (place: number) => void;
  readonly onOpen: () => void;
  readonly onClose: () => void;
  readonly onChoose: (pattern: FoundPattern | undefined) => void;
}

/** A field that finds patterns: what is typed in it, what is offered, and what its keys do. */
export const usePatternField = (
  without: readonly string[],
  onChosen: (pattern: FoundPattern) => void,
): PatternField => {
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const sought = useSettled(text.trim());
  const { data, error, isPlaceholderData } = usePatternSearch(sought, isOpen);
  const offered = (data?.found ?? []).filter((one) => !without.includes(one.id));
  const place = Math.min(active, offered.length - 1);
  const isSettled = sought === text.trim() && data !== undefined && !isPlaceholderData;

  const onClose = (): void => {
    setOpen(false);
    setActive(-1);
  };
  const onChoose = (pattern: FoundPattern | undefined): void => {
    if (pattern === undefined) return;
    setText('');
    onClose();
    onChosen(pattern);
  };
  const step = (by: number): void => {
    setOpen(true);
    const from = place === -1 && by < 0 ? offered.length : place;
    setActive((from + by + offered.length) % Math.max(1, offered.length));
  };
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    // What was found for an earlier text is not what is meant.
    Enter: () => isOpen && isSettled && onChoose(offered[Math.max(0, place)]),
  };
  return {
    text,
    isOpen,
    offered,
    place,
    said: error?.message ?? (isSettled ? offerText(sought, data, offered.length) : 'Searching …'),
    onType: (typed) => {
      setText(typed);
      setActive(-1);
      setOpen(true);
    },
    onKeyDown: (event) => {
      if (event.key === 'Escape') {
        if (!isOpen) setText('');
        onClose();
      }
      const act = keys[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    },
    onPoint: setActive,
    onOpen: () => setOpen(true),
    onClose,
    onChoose,
  };
};

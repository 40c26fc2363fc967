import { type KeyboardEvent, type ReactNode, useEffect, useId, useState } from 'react';
import * as format from '../format/format.js';
import { type FoundPattern, usePatternSearch } from './use-pattern-search.js';

interface Props {
  readonly label: string;
  /** Patterns that are not offered. */
  readonly without: readonly string[];
  readonly isDisabled?: boolean;
  readonly onChoose: (pattern: FoundPattern) => void;
}

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

/** Finds a pattern by what is typed, among the most used where nothing is; the server searches. */
export const PatternSearch = ({ label, without, isDisabled = false, onChoose }: Props): ReactNode => {
  const id = useId();
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const sought = useSettled(text.trim());
  const { data, error, isPlaceholderData } = usePatternSearch(sought, isOpen);
  const found = (data?.found ?? []).filter((one) => !without.includes(one.id));
  const place = Math.min(active, found.length - 1);
  const isSettled = sought === text.trim() && data !== undefined && !isPlaceholderData;

  const close = (): void => {
    setOpen(false);
    setActive(-1);
  };
  const choose = (pattern: FoundPattern | undefined): void => {
    if (pattern === undefined) return;
    setText('');
    close();
    onChoose(pattern);
  };
  const step = (by: number): void => {
    setOpen(true);
    const from = place === -1 && by < 0 ? found.length : place;
    setActive((from + by + found.length) % Math.max(1, found.length));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      if (!isOpen) setText('');
      close();
      return;
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      // What was found for an earlier text is not what is meant.
      if (isOpen && isSettled) choose(found[Math.max(0, place)]);
      return;
    }
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    step(by);
  };

  const said = (): string => {
    if (error !== null) return error.message;
    if (!isSettled) return 'Searching …';
    if (found.length === 0) return sought === '' ? 'There are no other patterns.' : 'No pattern is found.';
    const { total } = data;
    const shown = data.found.length;
    const which = sought === '' ? 'most used' : 'best';
    return total > shown
      ? `The ${format.count(shown)} ${which} of ${format.count(total)}; type to find others.`
      : `${format.count(found.length)} found.`;
  };

  return (
    <div className="pattern-search">
      <label htmlFor={`${id}-text`} className="visually-hidden">
        {label}
      </label>
      <input
        id={`${id}-text`}
        className="field"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && place >= 0 ? `${id}-${String(place)}` : undefined}
        autoComplete="off"
        placeholder={label}
        maxLength={200}
        disabled={isDisabled}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          setActive(-1);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onClick={() => setOpen(true)}
        onBlur={close}
        onKeyDown={onKeyDown}
      />
      <div
        className="pattern-search-list"
        hidden={!isOpen}
        // The field keeps the focus.
        onMouseDown={(event) => event.preventDefault()}
      >
        <ul id={`${id}-list`} role="listbox" aria-label={label}>
          {found.map((one, at) => (
            <li
              key={one.id}
              id={`${id}-${String(at)}`}
              role="option"
              aria-selected={at === place}
              onMouseEnter={() => setActive(at)}
              onClick={() => choose(one)}
            >
              <span>{one.name}</span>
              <span className="muted">{format.count(one.usages)}</span>
            </li>
          ))}
        </ul>
        <p className="muted" role="status">
          {isOpen && said()}
        </p>
      </div>
    </div>
  );
};

import { type ReactNode, useId, useState } from 'react';
import { createPortal } from 'react-dom';

interface Props {
  readonly text: string;
  readonly children: ReactNode;
}

/** Distance from the edges of the window, in CSS pixels. */
const EDGE = 8;
const WIDTH = 300;

interface Place {
  readonly left: number;
  readonly top?: number;
  readonly bottom?: number;
}

/** Below what it belongs to, or above where there is no room below. */
const placeBy = ({ left, top, bottom }: DOMRect): Place => {
  const at = Math.max(EDGE, Math.min(left, window.innerWidth - WIDTH - EDGE));
  return bottom > window.innerHeight * 0.75
    ? { left: at, bottom: window.innerHeight - top + EDGE }
    : { left: at, top: bottom + EDGE };
};

/** A sentence that shows while its subject is pointed at or focused; Escape hides it. */
export const Hint = ({ text, children }: Props): ReactNode => {
  const id = useId();
  const [place, setPlace] = useState<Place | null>(null);
  const show = (target: HTMLElement): void => setPlace(placeBy(target.getBoundingClientRect()));
  const hide = (): void => setPlace(null);
  return (
    <>
      <button
        type="button"
        className="hint-subject"
        aria-describedby={place === null ? undefined : id}
        onMouseEnter={({ currentTarget }) => show(currentTarget)}
        onMouseLeave={hide}
        onFocus={({ currentTarget }) => show(currentTarget)}
        onBlur={hide}
        onKeyDown={({ key }) => key === 'Escape' && hide()}
      >
        {children}
      </button>
      {place !== null &&
        createPortal(
          <div id={id} role="tooltip" className="hint" style={{ ...place, width: WIDTH }}>
            {text}
          </div>,
          document.body,
        )}
    </>
  );
};

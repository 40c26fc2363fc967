import { type ReactNode, useId, useRef, useState } from 'react';
import { moment } from '../format/times.js';
import { useView } from '../view/use-view.js';
import { RangeForm } from './range-form.js';

/** From and to, as the clocks of the chosen time zone show them. */
export const CustomRange = (): ReactNode => {
  const { view } = useView();
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const [opened, setOpened] = useState(0);
  const ends = [view.from, view.to].map((end) => (end === null ? 'now' : moment(end, view.timeZone)));
  return (
    <>
      <button
        type="button"
        className="segment"
        aria-pressed={view.from !== null}
        onClick={() => {
          setOpened((times) => times + 1);
          dialog.current?.showModal();
        }}
      >
        {view.from === null ? 'Custom' : ends.join(' – ')}
      </button>
      <dialog ref={dialog} className="dialog" aria-labelledby={title}>
        <RangeForm
          // What was typed and not applied is not kept.
          key={`${String(opened)} ${String(view.from)} ${String(view.to)} ${view.timeZone}`}
          title={title}
          onDone={() => dialog.current?.close()}
        />
      </dialog>
    </>
  );
};

import { type ReactNode, useId, useRef, useState } from 'react';
import { moment } from '../format/times.js';
import { localText, parseLocal } from '../view/local-time.js';
import { useView } from '../view/use-view.js';
import { spanOf } from '../view/view.js';

/** From and to, as the clocks of the chosen time zone show them. */
export const CustomRange = (): ReactNode => {
  const { view, change } = useView();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [fault, setFault] = useState<string | null>(null);
  const isChosen = view.from !== null;
  const now = Date.now();
  const from = view.from === null ? now - spanOf(view, now) : Date.parse(view.from);
  const to = view.to === null ? '' : localText(Date.parse(view.to), view.timeZone);

  const apply = (form: FormData): void => {
    const text = (name: string): string => {
      const value = form.get(name);
      return typeof value === 'string' ? value : '';
    };
    const start = parseLocal(text('from'), view.timeZone);
    const end = text('to') === '' ? null : parseLocal(text('to'), view.timeZone);
    if (start === null || (end !== null && end <= start)) {
      setFault(start === null ? 'From has to be a time.' : 'To has to be after from.');
      return;
    }
    change({
      range: null,
      from: new Date(start).toISOString(),
      to: end === null ? null : new Date(end).toISOString(),
    });
    dialog.current?.close();
  };

  return (
    <>
      <button
        type="button"
        className="segment"
        aria-pressed={isChosen}
        onClick={() => {
          setFault(null);
          dialog.current?.showModal();
        }}
      >
        {view.from === null
          ? 'Custom'
          : `${moment(view.from, view.timeZone)} – ${view.to === null ? 'now' : moment(view.to, view.timeZone)}`}
      </button>
      <dialog ref={dialog} className="dialog" aria-labelledby={`${id}-title`}>
        <form
          // What was typed and not applied is not kept.
          key={`${String(view.from)} ${String(view.to)} ${view.timeZone}`}
          onSubmit={(event) => {
            event.preventDefault();
            apply(new FormData(event.currentTarget));
          }}
        >
          <h2 id={`${id}-title`}>Custom range</h2>
          <p className="muted">Times of {view.timeZone}. Without an end up to now.</p>
          <label>
            From
            <input type="datetime-local" name="from" required defaultValue={localText(from, view.timeZone)} />
          </label>
          <label>
            To
            <input type="datetime-local" name="to" defaultValue={to} />
          </label>
          {fault !== null && (
            <p className="fault" role="alert">
              {fault}
            </p>
          )}
          <div className="dialog-buttons">
            <button type="button" className="button quiet" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
            <button type="submit" className="button primary">
              Apply
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
};

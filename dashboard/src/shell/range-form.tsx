import { type ReactNode, useState } from 'react';
import { localText, parseLocal } from '../view/local-time.js';
import { useView } from '../view/use-view.js';
import { spanOf } from '../view/view.js';

interface Props {
  /** The heading's id. */
  readonly title: string;
  /** Applied or given up. */
  readonly onDone: () => void;
}

const textOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};

/** Asks from when to when the page is to look. */
export const RangeForm = ({ title, onDone }: Props): ReactNode => {
  const { view, change } = useView();
  const [fault, setFault] = useState<string | null>(null);
  const now = Date.now();
  const from = view.from === null ? now - spanOf(view, now) : Date.parse(view.from);
  const to = view.to === null ? '' : localText(Date.parse(view.to), view.timeZone);

  const apply = (form: FormData): void => {
    const start = parseLocal(textOf(form, 'from'), view.timeZone);
    const end = textOf(form, 'to') === '' ? null : parseLocal(textOf(form, 'to'), view.timeZone);
    if (start === null || (end !== null && end <= start)) {
      setFault(start === null ? 'From has to be a time.' : 'To has to be after from.');
      return;
    }
    change({
      range: null,
      from: new Date(start).toISOString(),
      to: end === null ? null : new Date(end).toISOString(),
    });
    onDone();
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        apply(new FormData(event.currentTarget));
      }}
    >
      <h2 id={title}>Custom range</h2>
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
        <button type="button" className="button quiet" onClick={onDone}>
          Cancel
        </button>
        <button type="submit" className="button primary">
          Apply
        </button>
      </div>
    </form>
  );
};

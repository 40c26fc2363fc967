import { type ReactNode, useId } from 'react';

interface Props {
  readonly title: string;
  /** A sentence on what is shown. */
  readonly note?: ReactNode;
  /** What stands beside the title. */
  readonly aside?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A titled part of a page. */
export const Panel = ({ title, note, aside, className = '', children }: Props): ReactNode => {
  const id = useId();
  return (
    <section className={`panel ${className}`} aria-labelledby={id}>
      <header>
        <div>
          <h2 id={id}>{title}</h2>
          {note !== undefined && <p className="muted">{note}</p>}
        </div>
        {aside}
      </header>
      {children}
    </section>
  );
};

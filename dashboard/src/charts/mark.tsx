import type { ReactNode } from 'react';
import { MARKS } from './marks.js';

/** The mark of a series by its place, in its colour; decoration beside its name. */
export const Mark = ({ place }: { readonly place: number }): ReactNode => (
  <svg className="mark" viewBox="0 0 10 10" aria-hidden>
    <path d={MARKS[place % MARKS.length]} fill={`var(--series-${String((place % MARKS.length) + 1)})`} />
  </svg>
);

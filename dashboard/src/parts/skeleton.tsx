import type { ReactNode } from 'react';

/** Holds the place of what is loading. */
export const Skeleton = ({ label }: { readonly label: string }): ReactNode => (
  <div className="skeleton" role="status">
    <span className="visually-hidden">{label} …</span>
  </div>
);

import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { pageAt } from '../pages/pages.js';
import { useView } from '../view/use-view.js';

interface Props {
  readonly id: string;
  readonly name: string;
}

/** A pattern's name, and the way to its page. */
export const PatternLink = ({ id, name }: Props): ReactNode => {
  const { linkTo } = useView();
  const path = `/patterns/${id}`;
  if (pageAt(path) === undefined) {
    return (
      <span className="pattern-link" title={name}>
        {name}
      </span>
    );
  }
  return (
    <Link className="pattern-link" href={linkTo(path, { type: null, node: null })} title={name}>
      {name}
    </Link>
  );
};

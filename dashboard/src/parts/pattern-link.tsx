import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useView } from '../view/use-view.js';

interface Props {
  readonly id: string;
  readonly name: string;
}

/** A pattern's name, and the way to its page. */
export const PatternLink = ({ id, name }: Props): ReactNode => {
  const { linkTo } = useView();
  return (
    <Link className="pattern-link" href={linkTo(`/patterns/${id}`, { type: null, node: null })} title={name}>
      {name}
    </Link>
  );
};

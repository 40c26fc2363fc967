import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useView } from '../view/use-view.js';

export const NoPage = (): ReactNode => {
  const { linkTo } = useView();
  return (
    <section className="notice">
      <h1>There is no such page</h1>
      <p>
        <Link href={linkTo('/')}>To the overview</Link>
      </p>
    </section>
  );
};

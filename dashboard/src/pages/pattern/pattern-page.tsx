import './pattern.css';
import type { ReactNode } from 'react';
import { useParams } from 'wouter';
import { isUuid } from '../../view/is-uuid.js';
import { NoPage } from '../../parts/no-page.js';
import { PatternDetail } from './pattern-detail.js';

const PatternPage = (): ReactNode => {
  const { id } = useParams<{ id: string }>();
  if (!isUuid(id)) return <NoPage />;
  // Another pattern is another page: nothing of the one before is kept.
  return <PatternDetail key={id} id={id} />;
};

export default PatternPage;

import './pattern.css';
import type { ReactNode } from 'react';
import { useParams } from 'wouter';
import { PatternDetail } from './pattern-detail.js';

const PatternPage = (): ReactNode => {
  const { id } = useParams<{ id: string }>();
  // Another pattern is another page: nothing of the one before is kept.
  return <PatternDetail key={id} id={id} />;
};

export default PatternPage;

import './life-cycle.css';
import type { ReactNode } from 'react';
import { Board } from './board.js';
import { ToRetire } from './to-retire.js';

const LifeCyclePage = (): ReactNode => (
  <div className="life-cycle">
    <h1 className="visually-hidden">Life cycle</h1>
    <Board />
    <ToRetire />
  </div>
);

export default LifeCyclePage;

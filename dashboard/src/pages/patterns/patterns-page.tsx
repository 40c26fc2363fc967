import type { ReactNode } from 'react';

const PatternsPage = (): ReactNode => <h1>Patterns</h1>;

export default PatternsPage;

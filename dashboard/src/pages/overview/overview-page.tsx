import type { ReactNode } from 'react';

const OverviewPage = (): ReactNode => <h1>Overview</h1>;

export default OverviewPage;

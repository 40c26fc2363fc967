import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, Suspense } from 'react';
import { Route, Router, Switch, useLocation } from 'wouter';
import { BASE_PATH } from './api/base-path.js';
import { RequestProblem } from './api/problem.js';
import { LiveProvider } from './live/live.js';
import { PAGES } from './pages/pages.js';
import { NoPage } from './parts/no-page.js';
import { ErrorBoundary } from './parts/error-boundary.js';
import { Skeleton } from './parts/skeleton.js';
import { Shell } from './shell/shell.js';

/** Faults that go away by themselves; others would only be refused again. */
const isPassing = (error: Error): boolean =>
  error instanceof RequestProblem && (error.document.status === 0 || error.document.status === 503);

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 1000,
      // The server may be this machine, whatever the browser thinks of the network.
      networkMode: 'always',
      retry: (failures, error) => failures < 2 && isPassing(error),
      refetchOnWindowFocus: false,
    },
  },
});

const Page = (): ReactNode => {
  const [path] = useLocation();
  return (
    <ErrorBoundary place={path}>
      <Suspense fallback={<Skeleton label="Loading the page" />}>
        <Switch>
          {PAGES.map(({ path: its, Page: Its }) => (
            <Route key={its} path={its}>
              <Its />
            </Route>
          ))}
          <Route>
            <NoPage />
          </Route>
        </Switch>
      </Suspense>
    </ErrorBoundary>
  );
};

export const App = (): ReactNode => (
  // What stands around the page may throw as well.
  <ErrorBoundary>
    <QueryClientProvider client={queries}>
      <LiveProvider>
        <Router base={BASE_PATH}>
          <Shell>
            <Page />
          </Shell>
        </Router>
      </LiveProvider>
    </QueryClientProvider>
  </ErrorBoundary>
);

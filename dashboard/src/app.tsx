import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { RequestProblem } from './api/problem.js';
import { LiveProvider } from './live/live.js';
import { PAGES } from './pages/pages.js';
import { NoPage } from './pages/no-page.js';
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

export const App = (): ReactNode => (
  <QueryClientProvider client={queries}>
    <LiveProvider>
      <Shell>
        <ErrorBoundary>
          <Suspense fallback={<Skeleton label="Loading the page" />}>
            <Switch>
              {PAGES.map(({ path, Page }) => (
                <Route key={path} path={path}>
                  <Page />
                </Route>
              ))}
              <Route>
                <NoPage />
              </Route>
            </Switch>
          </Suspense>
        </ErrorBoundary>
      </Shell>
    </LiveProvider>
  </QueryClientProvider>
);

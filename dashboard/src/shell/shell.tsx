import { type ReactNode, useEffect } from 'react';
import { Link, useLocation } from 'wouter';
import { SERVER } from '../api/client.js';
import { PAGES, pageAt } from '../pages/pages.js';
import { useView } from '../view/use-view.js';
import { LiveButton } from './live-button.js';
import { ThemeButton } from './theme-button.js';
import { Toolbar } from './toolbar.js';

/** What stands around every page. */
export const Shell = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const [path] = useLocation();
  const { linkTo } = useView();
  const page = pageAt(path);
  const title = page?.title;
  useEffect(() => {
    // A page without one says itself what it is about.
    if (page !== undefined && title === undefined) return;
    document.title = title === undefined ? 'Pattern usage' : `${title} · Pattern usage`;
  }, [page, title]);
  return (
    <>
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <header className="masthead">
        <Link className="brand" href={linkTo('/')}>
          <span className="brand-mark" aria-hidden="true" />
          Pattern usage
        </Link>
        <nav aria-label="Pages">
          {PAGES.filter((one) => one.title !== undefined).map((one) => (
            <Link
              key={one.path}
              href={linkTo(one.path)}
              aria-current={one === page ? 'page' : undefined}
              onMouseEnter={() => void one.load()}
            >
              {one.title}
            </Link>
          ))}
          <a href={`${SERVER}/docs`}>API</a>
        </nav>
        <div className="masthead-tools">
          <LiveButton />
          <ThemeButton />
        </div>
      </header>
      {page !== undefined && page.tools.length > 0 && <Toolbar tools={page.tools} />}
      <p className="print-only">{window.location.href}</p>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </>
  );
};

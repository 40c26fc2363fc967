import { type ComponentType, lazy } from 'react';

/** What the toolbar offers on a page. */
export type Tool = 'range' | 'granularity' | 'type' | 'node' | 'outcome' | 'version' | 'zone';

interface PageEntry {
  /** As wouter takes it; a page's parameters are read with its `useParams`. */
  readonly path: string;
  /** In the navigation; a page without it is reached by links. */
  readonly title?: string;
  /** What of the toolbar the page follows; without any it has none. */
  readonly tools: readonly Tool[];
  readonly load: () => Promise<{ readonly default: ComponentType }>;
}

/** Every page: a file with a default export, and its line here. */
const entries: readonly PageEntry[] = [
  {
    path: '/',
    title: 'Overview',
    tools: ['range', 'granularity', 'type', 'node', 'outcome', 'version', 'zone'],
    load: () => import('./overview/overview-page.js'),
  },
  {
    path: '/patterns',
    title: 'Patterns',
    tools: ['range', 'type', 'node', 'zone'],
    load: () => import('./patterns/patterns-page.js'),
  },
  {
    path: '/compare',
    title: 'Compare',
    tools: ['range', 'granularity', 'zone'],
    load: () => import('./compare/compare-page.js'),
  },
  {
    path: '/relationships',
    title: 'Relationships',
    tools: ['type'],
    load: () => import('./relationships/relationships-page.js'),
  },
  {
    path: '/life-cycle',
    title: 'Life cycle',
    tools: ['range', 'type', 'node', 'zone'],
    load: () => import('./life-cycle/life-cycle-page.js'),
  },
  {
    path: '/ingestion',
    title: 'Ingestion',
    tools: ['range', 'zone'],
    load: () => import('./ingestion/ingestion-page.js'),
  },
  {
    path: '/patterns/:id',
    tools: ['range', 'granularity', 'outcome', 'version', 'zone'],
    load: () => import('./pattern/pattern-page.js'),
  },
];

export const PAGES = entries.map((entry) => ({ ...entry, Page: lazy(entry.load) }));

const matches = (pattern: string, path: string): boolean =>
  new RegExp(`^${pattern.replace(/:[a-z]+/g, '[^/]+')}/?$`).test(path);

/** The page at an address, none where there is no such. */
export const pageAt = (path: string): (typeof PAGES)[number] | undefined =>
  PAGES.find((page) => matches(page.path, path));

/** Begins to load a page before anything is drawn. */
export const preloadPage = (path: string): void => void pageAt(path)?.load();

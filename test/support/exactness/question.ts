import type { Asked } from './asked.js';
import type { World } from './recorded-usage.js';

/** Asks the server; answers its status and what its JSON says, or of a file its bytes. */
export type Fetch = (path: string, what?: 'file' | { readonly sent: object }) => Promise<Answer>;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** How an endpoint is asked, and what it has to answer. */
export interface Question {
  /** As OpenAPI has it. */
  readonly path: string;
  readonly method?: 'post';
  /** What to add to the plain request, or to do with its answer; by default neither. */
  readonly ask?: (get: Fetch, path: string, asked: Asked) => Promise<Answer>;
  /** The body of the answer; with a status where that is not 200. */
  readonly expected: (world: World, asked: Asked, answer: Answer) => unknown;
  readonly status?: (world: World, asked: Asked) => number;
}

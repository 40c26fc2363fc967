import type { variables } from './variables.js';

/** Settings by the names of the environment variables; `process.env` will do. */
export type TrackerSettings = Readonly<Partial<Record<keyof typeof variables, string | number>>>;

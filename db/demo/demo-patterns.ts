import type { NodeType, PatternType } from '../../src/common/pattern-terms.js';

/** How a demo pattern's use develops over the 90 days; a broken one has a release that fails, and one that mends it. */
export type Course = 'steady' | 'rising' | 'falling' | 'failing' | 'broken' | 'spiking' | 'new' | 'retired';

export interface DemoPattern {
  readonly name: string;
  readonly type: PatternType;
  readonly nodeType: NodeType;
  readonly course: Course;
  /** How often it is used against the others. */
  readonly weight: number;
  /** Share of usages that succeed, 0..1. */
  readonly successRate: number;
  /** Mean quality, 0..1. */
  readonly quality: number;
  /** Median execution time in milliseconds. */
  readonly medianMs: number;
  readonly description: string;
  readonly tags: readonly string[];
}

type Row = readonly [
  name: string,
  type: PatternType,
  nodeType: NodeType,
  course: Course,
  weight: number,
  successRate: number,
  quality: number,
  medianMs: number,
  description: string,
  tags: string,
];

// A table, a line each.
// prettier-ignore
const rows: readonly Row[] = [
  ['Retry with backoff', 'architectural', 'effect', 'steady', 100, 0.96, 0.91, 180, 'Calls again after a growing pause when a call failed.', 'resilience http'],
  ['Circuit breaker', 'architectural', 'effect', 'rising', 40, 0.94, 0.88, 35, 'Stops calling a service that keeps failing, and tries it again later.', 'resilience'],
  ['Transactional outbox', 'architectural', 'effect', 'steady', 34, 0.97, 0.9, 60, 'Writes an event beside the data and publishes it afterwards.', 'messaging database'],
  ['Saga', 'architectural', 'orchestrator', 'falling', 30, 0.81, 0.7, 2400, 'Undoes the earlier steps of a long transaction when a later one fails.', 'messaging workflow'],
  ['Event sourcing', 'architectural', 'reducer', 'steady', 20, 0.88, 0.79, 140, 'Keeps what happened and derives the state from it.', 'messaging database'],
  ['Read model', 'architectural', 'reducer', 'steady', 26, 0.93, 0.85, 90, 'Prepares data in the shape in which it is asked for.', 'database'],
  ['Modular monolith', 'architectural', 'compute', 'rising', 12, 0.9, 0.86, 3200, 'One deployable of modules with explicit borders.', 'structure'],
  ['Strangler fig', 'architectural', 'orchestrator', 'steady', 8, 0.77, 0.72, 5100, 'Replaces an old system route by route.', 'migration'],
  ['Idempotency key', 'architectural', 'effect', 'rising', 45, 0.98, 0.94, 12, 'Recognises a repeated request by a key of its sender.', 'http resilience'],
  ['Test data builder', 'quality', 'compute', 'steady', 70, 0.97, 0.92, 8, 'Builds test objects from defaults and what matters.', 'testing'],
  ['Property-based test', 'quality', 'compute', 'rising', 28, 0.89, 0.93, 900, 'States what must hold and lets a generator look for a counterexample.', 'testing'],
  ['Snapshot test', 'quality', 'compute', 'falling', 42, 0.72, 0.55, 40, 'Compares an output with the one that was kept.', 'testing'],
  ['Contract test', 'quality', 'compute', 'steady', 24, 0.92, 0.87, 650, 'Checks a service against what its callers rely on.', 'testing http'],
  ['Mutation test', 'quality', 'compute', 'new', 10, 0.83, 0.84, 42000, 'Changes the code and looks whether a test notices.', 'testing'],
  ['Code review checklist', 'quality', 'orchestrator', 'steady', 52, 0.9, 0.78, 540000, 'What a reviewer looks at, in its order.', 'review agent'],
  ['Golden master', 'quality', 'compute', 'retired', 14, 0.79, 0.66, 1200, 'Pins what old code does before it is changed.', 'testing migration'],
  ['Type narrowing', 'quality', 'compute', 'steady', 60, 0.98, 0.9, 3, 'Lets a check tell the compiler what a value is.', 'typescript'],
  ['Connection pool', 'performance', 'effect', 'steady', 80, 0.95, 0.86, 5, 'Keeps connections open and lends them out.', 'database'],
  ['Read-through cache', 'performance', 'effect', 'spiking', 64, 0.93, 0.83, 4, 'Answers from memory and loads what is missing.', 'cache'],
  ['Batch insert', 'performance', 'effect', 'steady', 48, 0.96, 0.89, 110, 'Writes many rows with one statement.', 'database'],
  ['Lazy loading', 'performance', 'compute', 'failing', 38, 0.9, 0.74, 220, 'Loads a part when it is first needed.', 'frontend'],
  ['Cursor pagination', 'performance', 'effect', 'rising', 33, 0.97, 0.91, 25, 'Pages by the last key instead of by an offset.', 'http database'],
  ['Materialised view', 'performance', 'reducer', 'steady', 22, 0.94, 0.88, 1500, 'Keeps the answer of a costly query.', 'database'],
  ['Worker pool', 'performance', 'orchestrator', 'steady', 27, 0.91, 0.81, 480, 'Spreads work over a fixed number of workers.', 'concurrency'],
  ['Debounce', 'performance', 'compute', 'steady', 31, 0.99, 0.89, 1, 'Waits for a pause before it acts.', 'frontend'],
  ['Input validation at the edge', 'security', 'compute', 'steady', 90, 0.97, 0.93, 2, 'Checks everything that comes in where it comes in.', 'http'],
  ['Token rotation', 'security', 'effect', 'failing', 18, 0.93, 0.82, 320, 'Replaces credentials before they are old.', 'auth'],
  ['Least privilege role', 'security', 'effect', 'steady', 16, 0.95, 0.88, 75, 'Grants what a task needs and no more.', 'auth database'],
  ['Rate limit', 'security', 'effect', 'spiking', 36, 0.92, 0.84, 3, 'Bounds how often a caller may call.', 'http resilience'],
  ['Secret scanning', 'security', 'compute', 'new', 21, 0.88, 0.9, 7400, 'Looks for credentials before they are committed.', 'ci agent'],
  ['Parameterised query', 'security', 'effect', 'steady', 75, 0.99, 0.95, 6, 'Keeps values apart from the text of a query.', 'database'],
  ['Commit message prompt', 'prompt', 'compute', 'rising', 58, 0.91, 0.76, 1800, 'Has a model write a commit message from the change.', 'prompt agent'],
  ['Bug triage workflow', 'workflow', 'orchestrator', 'steady', 25, 0.84, 0.71, 96000, 'Sorts new reports, asks for what is missing and assigns them.', 'workflow agent'],
  ['Release notes prompt', 'prompt', 'compute', 'spiking', 15, 0.89, 0.8, 5200, 'Has a model write release notes from merged changes.', 'prompt agent'],
  ['Schema migration skill', 'skill', 'orchestrator', 'failing', 2, 0.88, 0.77, 14000, 'Leads an agent through an expand and contract migration.', 'agent database migration'],
  ['Dependency upgrade skill', 'skill', 'orchestrator', 'new', 19, 0.8, 0.73, 180000, 'Leads an agent through the upgrade of one dependency.', 'agent ci'],
  ['acme/code-review', 'skill', 'orchestrator', 'broken', 46, 0.93, 0.84, 64000, 'Reviews a change and writes its comments.', 'agent review'],
  ['release-notes', 'command', 'orchestrator', 'rising', 14, 0.9, 0.8, 21000, 'A slash command that collects what changed since the last release.', 'agent'],
  ['test-writer', 'agent', 'orchestrator', 'steady', 17, 0.86, 0.79, 240000, 'A sub-agent that writes the tests of a change.', 'agent testing'],
  ['mcp__github__create_pull_request', 'tool', 'effect', 'steady', 29, 0.97, 0.9, 1300, 'Opens a pull request.', 'agent http'],
  ['Meeting summary', 'other', 'compute', 'steady', 9, 0.94, 0.83, 7000, 'Has a model sum up what was decided.', 'prompt'],
];

/** What the demo's usages are of. */
export const demoPatterns: readonly DemoPattern[] = rows.map(
  ([name, type, nodeType, course, weight, successRate, quality, medianMs, description, tags]) => ({
    name,
    type,
    nodeType,
    course,
    weight,
    successRate,
    quality,
    medianMs,
    description,
    tags: tags.split(' '),
  }),
);

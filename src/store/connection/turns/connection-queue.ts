import { RequestAbortedError, TooManyQuestionsError } from '../../../common/tracker-error.js';
import { type StoreWork, WORK_KINDS, type WorkKind } from './store-work.js';

/** After this long without a turn, in milliseconds, a kind that waits comes before more urgent ones, once. */
const PATIENCE_MS: Readonly<Record<WorkKind, number>> = { write: 0, job: 250, question: 500, export: 1000 };

/** Work that had the connection long goes behind what came so much later, in milliseconds, at the most. */
const MAX_SETBACK_MS = 5000;

/** Questions that may wait for their first turn. */
const MAX_WAITING = 200;

interface Ticket {
  readonly work: StoreWork;
  /** The lowest of a kind is next. */
  readonly rank: number;
  readonly since: number;
  readonly enter: (leave: () => void) => void;
}

/** Whose turn it is on connections that are fewer than those who want one. */
export interface QueueOptions {
  /** Connections. */
  readonly size: number;
  /** How many of them questions and exports may have at a time. */
  readonly questions: number;
  /** Milliseconds. */
  readonly now: () => number;
}

/**
 * Gives out turns on the store's connections: the most urgent kind first, but none waits for ever.
 * Questions and exports leave room for the others, and exports for questions: their pages are read one by
 * one. Within a kind it is first come, first served, but that work which had the connection long goes
 * behind what came later: a question of one statement does not wait for those of hundreds.
 */
export class ConnectionQueue {
  private readonly waiting: Record<WorkKind, Ticket[]> = { write: [], job: [], question: [], export: [] };
  private readonly served: Record<WorkKind, number> = { write: 0, job: 0, question: 0, export: 0 };
  /** When each turn began that goes on. */
  private readonly running = new Set<{ readonly began: number }>();
  private asking = 0;
  private exporting = 0;

  constructor(private readonly options: QueueOptions) {}

  /**
   * Waits for a turn.
   * @returns what ends it; to be called once.
   * @throws RequestAbortedError where nobody waits for the work any more, TooManyQuestionsError where too
   * many questions wait already.
   */
  enter(work: StoreWork): Promise<() => void> {
    const { kind, signal } = work;
    const tickets = this.waiting[kind];
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(new RequestAbortedError());
        return;
      }
      if (kind === 'question' && work.spentMs === 0 && tickets.length >= MAX_WAITING) {
        reject(new TooManyQuestionsError(tickets.length));
        return;
      }
      const since = this.options.now();
      const leaveLine = (): void => {
        tickets.splice(tickets.indexOf(ticket), 1);
        reject(new RequestAbortedError());
      };
      const enter = (leave: () => void): void => {
        signal?.removeEventListener('abort', leaveLine);
        resolve(leave);
      };
      const ticket: Ticket = {
        work,
        since,
        rank: since + Math.min(work.spentMs, MAX_SETBACK_MS),
        enter,
      };
      signal?.addEventListener('abort', leaveLine, { once: true });
      // Behind those of the same rank.
      const place = tickets.findIndex(({ rank }) => rank > ticket.rank);
      tickets.splice(place < 0 ? tickets.length : place, 0, ticket);
      this.pass();
    });
  }

  /** How long every connection has been taken, in milliseconds; 0 where one is free. */
  takenMs(): number {
    if (this.running.size < this.options.size) return 0;
    return this.options.now() - Math.max(...[...this.running].map(({ began }) => began));
  }

  private pass(): void {
    while (this.running.size < this.options.size) {
      const kind = this.nextKind();
      if (kind === undefined) return;
      this.begin(this.waiting[kind].shift()!, kind);
    }
  }

  private begin({ work, enter }: Ticket, kind: WorkKind): void {
    const began = this.options.now();
    const turn = { began };
    const asks = isAsking(kind);
    const exports = kind === 'export';
    this.served[kind] = began;
    this.running.add(turn);
    if (asks) this.asking += 1;
    if (exports) this.exporting += 1;
    enter(() => {
      work.spentMs += this.options.now() - began;
      this.running.delete(turn);
      if (asks) this.asking -= 1;
      if (exports) this.exporting -= 1;
      this.pass();
    });
  }

  private nextKind(): WorkKind | undefined {
    const ready = WORK_KINDS.filter((kind) => this.waiting[kind].length > 0 && this.hasRoom(kind));
    const now = this.options.now();
    const overdue = ready.find((kind) => kind !== 'write' && this.waited(kind, now) > PATIENCE_MS[kind]);
    return overdue ?? ready[0];
  }

  /** How long a kind has been waiting for a turn. */
  private waited(kind: WorkKind, now: number): number {
    const first = Math.min(...this.waiting[kind].map(({ since }) => since));
    return now - Math.max(first, this.served[kind]);
  }

  private hasRoom(kind: WorkKind): boolean {
    if (kind === 'export' && this.exporting > 0) return false;
    return !isAsking(kind) || this.asking < this.options.questions;
  }
}

const isAsking = (kind: WorkKind): boolean => kind === 'question' || kind === 'export';

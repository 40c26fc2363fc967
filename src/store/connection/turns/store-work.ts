import { AsyncLocalStorage } from 'node:async_hooks';
import { RequestAbortedError } from '../../../common/tracker-error.js';

/** Kinds of work on the store, the most urgent first: recording and health, jobs, questions, exports. */
export const WORK_KINDS = ['write', 'job', 'question', 'export'] as const;
export type WorkKind = (typeof WORK_KINDS)[number];

/** Something that is done on the store, in one statement or in many. */
export class StoreWork {
  /** How long it has had a connection so far, in milliseconds. */
  spentMs = 0;
  private room: Promise<() => void> | undefined;
  private hasEnded = false;

  /** @param signal tells that nobody waits for it any more; what is left of it is then not done. */
  constructor(
    readonly kind: WorkKind,
    readonly signal?: AbortSignal,
  ) {}

  /**
   * Takes room among work that needs much memory, once, and has it until it ends.
   * @throws what `take` throws; RequestAbortedError where it has ended: nobody would give the room back.
   */
  async takeRoom(take: () => Promise<() => void>): Promise<void> {
    if (this.hasEnded) throw new RequestAbortedError();
    this.room ??= take();
    await this.room;
  }

  /** Gives back what it has taken; to be called when what was read is no longer held. */
  end(): void {
    this.hasEnded = true;
    this.room?.then(
      (leave) => leave(),
      // It was refused the room, or nobody waits for it any more.
      () => undefined,
    );
  }
}

const current = new AsyncLocalStorage<StoreWork>();

/** Does something as work of its own, which ends with it. */
export const doAndEnd = async <T>(work: StoreWork, what: () => Promise<T>): Promise<T> => {
  try {
    return await current.run(work, what);
  } finally {
    work.end();
  }
};

/** Does something on the store as that kind of work; without it, everything is of the most urgent kind. */
export const doAs = <T>(work: StoreWork, what: () => T): T => current.run(work, what);

/** The work that is being done here. */
export const currentWork = (): StoreWork => current.getStore() ?? new StoreWork('write');

import { RequestAbortedError } from '../../../common/tracker-error.js';

/** Room for a few at a time; who comes when it is full waits in line. */
export class Semaphore {
  private readonly line: (() => void)[] = [];
  private taken = 0;

  /**
   * @param size how many there is room for.
   * @param maxWaiting how many may wait in line.
   * @param refusal what is thrown beyond.
   */
  constructor(
    private readonly size: number,
    private readonly maxWaiting: number,
    private readonly refusal: () => Error,
  ) {}

  /**
   * Takes a slot.
   * @returns what gives it back; to be called once.
   * @throws the refusal where the line is full, RequestAbortedError where the signal tells so first.
   */
  take(signal?: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(new RequestAbortedError());
        return;
      }
      const begin = (): void => {
        signal?.removeEventListener('abort', leaveLine);
        this.taken += 1;
        resolve(() => {
          this.taken -= 1;
          this.line.shift()?.();
        });
      };
      const leaveLine = (): void => {
        this.line.splice(this.line.indexOf(begin), 1);
        reject(new RequestAbortedError());
      };
      if (this.taken < this.size) {
        begin();
        return;
      }
      if (this.line.length >= this.maxWaiting) {
        reject(this.refusal());
        return;
      }
      signal?.addEventListener('abort', leaveLine, { once: true });
      this.line.push(begin);
    });
  }
}

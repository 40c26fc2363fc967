import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Metadata,
  ServerInterceptingCall,
  type ServerInterceptor,
  ServerListenerBuilder,
} from '@grpc/grpc-js';
import type { BodyBudget } from '../../../common/body-budget.js';
import { ProblemError } from '../../../common/problem/problem.js';
import { toGrpcStatus } from './grpc-status.js';

/** How often a call that waits looks whether others have become slow. */
const LOOK_MS = 1000;

interface Bodies {
  readonly budget: BodyBudget;
  /** What is set aside for one message. */
  readonly roomBytes: number;
  /** How long a message may take to arrive. */
  readonly timeoutMs: number;
}

/**
 * Bounds the memory that messages take. How large one is going to be nobody says, so room for the largest
 * is set aside before it is read, and given back but for its own size once it is there. Who finds no
 * room waits: nothing is read of it, so that HTTP/2 holds its sender back.
 */
export const holdBodies =
  ({ budget, roomBytes, timeoutMs }: Bodies): ServerInterceptor =>
  ({ path }, call) => {
    let isOver = false;
    let timer: NodeJS.Timeout | undefined;
    const share = budget.open((error) => call.sendStatus(toGrpcStatus(error, path)));
    const timeOut = (): void => {
      const detail = `The message took longer than ${timeoutMs / 1000} s to arrive (BODY_TIMEOUT_SECONDS).`;
      call.sendStatus(toGrpcStatus(new ProblemError('request-timeout', detail), path));
    };
    const read = async (metadata: Metadata, next: (metadata: Metadata) => void): Promise<void> => {
      while (!isOver && !share.take(roomBytes)) {
        await Promise.race([share.whenFreed(), sleep(LOOK_MS, undefined, { ref: false })]);
      }
      if (isOver) return;
      timer = setTimeout(timeOut, timeoutMs);
      next(metadata);
    };
    const listener = new ServerListenerBuilder()
      .withOnReceiveMetadata((metadata, next) => void read(metadata, next))
      .withOnReceiveMessage((message: Buffer, next) => {
        clearTimeout(timer);
        share.await(false);
        share.free(Math.max(0, roomBytes - message.length));
        next(message);
      })
      // At the end of every call, however it ends.
      .withOnCancel(() => {
        isOver = true;
        clearTimeout(timer);
        budget.close(share);
      })
      .build();
    return new ServerInterceptingCall(call, { start: (next) => next(listener) });
  };

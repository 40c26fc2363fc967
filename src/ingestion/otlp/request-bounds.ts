import { ProblemError } from '../../common/problem/problem.js';
import type { MessageType, RequestType } from './messages.js';

/** Messages inside one another; attributes may nest some thirty deep in that. */
const DEEPEST = 100;
/** SDKs stop at 128 attributes a record, two messages each; most have a dozen. */
const MESSAGES_A_RECORD = 100;

/** @returns the refusal of a body that is no such request. */
export const notARequest = ({ message }: RequestType<unknown>, reason: string): ProblemError =>
  new ProblemError('malformed-body', `The body is no ${message.name}: ${reason}.`);

/** Bounds what one request may hold, in either encoding. */
export class RequestBounds {
  private records = 0;
  private messages = 0;

  /** @param maxRecords log records or spans in a request, at the most. */
  constructor(
    private readonly request: RequestType<unknown>,
    private readonly maxRecords: number,
  ) {}

  /** @returns the refusal of a body that is no such request. */
  refuse(reason: string): ProblemError {
    return notARequest(this.request, reason);
  }

  /**
   * To be called for each message before it is read.
   * @throws ProblemError where there are too many, or too deep.
   */
  enter(type: MessageType, depth: number): void {
    const { record, records } = this.request;
    if (depth > DEEPEST) throw this.refuse(`it is nested more than ${DEEPEST} messages deep`);
    this.messages += 1;
    if (this.messages > this.maxRecords * MESSAGES_A_RECORD) {
      throw new ProblemError(
        'body-too-large',
        `The request has more than ${this.maxRecords * MESSAGES_A_RECORD} messages, ${MESSAGES_A_RECORD} for each of the ${records} that are taken (BATCH_MAX_ITEMS).`,
      );
    }
    if (type !== record) return;
    this.records += 1;
    if (this.records > this.maxRecords) {
      throw new ProblemError(
        'body-too-large',
        `The request has more than ${this.maxRecords} ${records} (BATCH_MAX_ITEMS).`,
      );
    }
  }
}

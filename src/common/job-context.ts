/** What work that is done in the background is given. */
export interface JobContext {
  /** Aborted when the server stops: work ends after the step it is at. */
  readonly stop: AbortSignal;
  /** Takes, in words, each piece that could not be done while the rest was. */
  readonly problems: string[];
}

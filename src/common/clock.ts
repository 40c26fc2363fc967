/** Tells the time, in milliseconds since 1970 UTC; tests put their own in its place. */
export abstract class Clock {
  abstract now(): number;
}

export class SystemClock extends Clock {
  now(): number {
    return Date.now();
  }
}

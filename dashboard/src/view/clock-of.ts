const writers = new Map<string, Intl.DateTimeFormat>();

const writerOf = (timeZone: string): Intl.DateTimeFormat => {
  const writer =
    writers.get(timeZone) ??
    new Intl.DateTimeFormat('en', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  writers.set(timeZone, writer);
  return writer;
};

/** What a zone's clocks show, as if it were UTC; milliseconds, to the second. */
export const clockOf = (ms: number, timeZone: string): number => {
  const parts = writerOf(timeZone).formatToParts(ms);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
};

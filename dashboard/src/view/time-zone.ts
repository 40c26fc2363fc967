const MAX = 64;
const NAME = /^[a-z][\w+-]*(\/[\w+-]+)*$/i;

/** Whether this is the name of a time zone, as the API takes it; an offset such as +02:00 is none. */
export const isTimeZone = (name: string): boolean => {
  if (name.length > MAX || !NAME.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

/** The reader's own; UTC where the browser does not know it (it may say Etc/Unknown, or an offset). */
export const browserTimeZone = (): string => {
  const name = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return isTimeZone(name) ? name : 'UTC';
};

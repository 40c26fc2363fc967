const LATEST = Date.parse('9999-12-31');

/** A time in a URL as the API takes it; null where it is none. */
export const instant = (text: string | null): string | null => {
  const time = Date.parse(text ?? '');
  return time >= 0 && time <= LATEST ? new Date(time).toISOString() : null;
};

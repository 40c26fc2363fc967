const isLocale = (tag: string): boolean => {
  try {
    new Intl.Locale(tag);
    return true;
  } catch {
    return false;
  }
};

/** The reader's languages, the first choice first; a browser may name one that is none, such as en-US@posix. */
export const LOCALE: readonly string[] = navigator.languages.filter(isLocale);

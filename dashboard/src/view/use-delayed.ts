import { useEffect, useRef, useState } from 'react';

/**
 * What somebody types or moves, which comes into the URL once it has rested for a while. It follows the URL
 * where something else changed that, such as Back, but not where it only says what was sent from here: by then
 * somebody may have gone on.
 * @param said what the URL says.
 * @param toSaid what the URL is to say of a value.
 * @param send puts that into the URL.
 */
export const useDelayed = <T>(
  said: T,
  toSaid: (value: T) => T,
  send: (said: T) => void,
  pauseMs: number,
): readonly [value: T, setValue: (value: T) => void] => {
  const [value, setValue] = useState(said);
  const sent = useRef(said);
  const latest = useRef(send);
  useEffect(() => {
    latest.current = send;
  });
  useEffect(() => {
    if (said === sent.current) return;
    sent.current = said;
    setValue(said);
  }, [said]);
  const next = toSaid(value);
  useEffect(() => {
    if (next === said) return undefined;
    const timer = window.setTimeout(() => {
      sent.current = next;
      latest.current(next);
    }, pauseMs);
    return () => window.clearTimeout(timer);
  }, [next, said, pauseMs]);
  return [value, setValue];
};

import { type ReactNode, useEffect, useState } from 'react';

interface Props {
  readonly text: string;
  /** What it is, for who cannot see it. */
  readonly what: string;
}

type Outcome = 'copied' | 'refused';

const SHOWN_MS = 2000;
const WORDS: Readonly<Record<Outcome, string>> = { copied: 'Copied', refused: 'Not allowed here' };

/** Copies a text; browsers allow it on HTTPS and on this machine. */
export const CopyButton = ({ text, what }: Props): ReactNode => {
  const [outcome, setOutcome] = useState<Outcome | null>(null);

  useEffect(() => {
    if (outcome === null) return undefined;
    const timer = window.setTimeout(() => setOutcome(null), SHOWN_MS);
    return () => window.clearTimeout(timer);
  }, [outcome]);

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      setOutcome('refused');
    }
  };
  return (
    <button
      type="button"
      className="button quiet copy-button"
      aria-label={outcome === null ? `Copy ${what}` : WORDS[outcome]}
      onClick={() => void copy()}
    >
      {outcome === null ? 'Copy' : WORDS[outcome]}
    </button>
  );
};

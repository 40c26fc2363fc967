import type { ReactNode } from 'react';
import { useTheme } from '../theme/use-theme.js';

export const ThemeButton = (): ReactNode => {
  const { theme, toggle } = useTheme();
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <button
      type="button"
      className="button icon-button"
      aria-label={`Show in ${other}`}
      title={`Show in ${other}`}
      onClick={toggle}
    >
      <span className="theme-mark" aria-hidden="true" />
    </button>
  );
};

import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BASE_PATH } from './api/base-path.js';
import { App } from './app.js';
import { preloadPage } from './pages/pages.js';
import { applyTheme } from './theme/use-theme.js';
import { completeAddress } from './view/complete-address.js';

applyTheme();
completeAddress();
preloadPage(window.location.pathname.slice(BASE_PATH.length));
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  // Scripts find each other wherever they stand; the page is told by the server.
  base: './',
  plugins: [react()],
  build: {
    target: 'es2022',
    manifest: true,
    // The Content-Security-Policy allows neither data: nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: {
    proxy: { '/api': 'http://127.0.0.1:8053', '/docs': 'http://127.0.0.1:8053' },
  },
});

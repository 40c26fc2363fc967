// npm run dev: builds and starts the server anew with each change of its sources, and serves the page with Vite,
// which shows its own changes at once and sends what it asks to the server.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const bin = (name) => join(import.meta.dirname, '../node_modules/.bin', name);
const start = (command, args) => spawn(command, args, { stdio: 'inherit', detached: false });

const children = [
  start(process.execPath, [bin('nest'), 'start', '--watch', '--preserveWatchOutput']),
  start('npm', ['run', 'dev', '-w', 'dashboard']),
];
for (const child of children) {
  // One that ends takes the other along.
  child.once('exit', (code) => {
    for (const other of children) other.kill('SIGTERM');
    process.exitCode ??= code ?? 0;
  });
}
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => children.forEach((child) => child.kill(signal)));

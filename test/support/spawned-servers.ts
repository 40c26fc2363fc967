import { afterEach } from '@jest/globals';
import { ServerProcess } from './server-process.js';

/** Starts servers with settings; each is killed when its test ends. */
export const spawnedServers = (): ((env: Readonly<Record<string, string>>) => ServerProcess) => {
  const servers: ServerProcess[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.kill('SIGKILL')));
  });
  return (env) => {
    const server = ServerProcess.spawn(env);
    servers.push(server);
    return server;
  };
};

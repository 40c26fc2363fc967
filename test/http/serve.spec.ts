import { afterEach, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { StartupError } from '../../src/common/startup-error.js';
import { serve } from '../../src/http/serve.js';
import { scratchDataDir } from '../support/scratch.js';

let app: NestFastifyApplication | undefined;
afterEach(() => app?.close());

it('listens on a free port, and refuses one that is in use', async () => {
  const settings = { PORT: 0, LOG_LEVEL: 'silent' };
  app = await serve({ ...settings, DATA_DIR: scratchDataDir() });
  const url = await app.getUrl();
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
  const { port } = new URL(url);
  const second = serve({ ...settings, PORT: port, DATA_DIR: scratchDataDir() });
  await expect(second).rejects.toMatchObject({
    message: `Address 127.0.0.1:${port} is in use: stop the other server or set PORT.`,
  });
  await expect(second).rejects.toBeInstanceOf(StartupError);
});

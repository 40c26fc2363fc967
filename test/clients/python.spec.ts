import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWith } from '../support/programs.js';
import { scratchDataDir } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';

const CLIENT = join(import.meta.dirname, '../../clients/python');

describeWith('python3', 'the Python client', (python) => {
  let server: ServerProcess;
  let url: string;
  beforeAll(async () => {
    server = ServerProcess.spawn({ DATA_DIR: scratchDataDir(), BODY_LIMIT_BYTES: '500000' });
    url = await server.listening();
  });
  afterAll(() => server.kill('SIGKILL'));

  it('passes its own tests against a server', async () => {
    const env = {
      ...process.env,
      TRACKER_URL: url,
      PYTHONPATH: join(CLIENT, 'src'),
      PYTHONDONTWRITEBYTECODE: '1',
    };
    const output = await new Promise<string>((done) => {
      execFile(python, ['-m', 'unittest'], { cwd: CLIENT, env }, (_, stdout, stderr) =>
        done(stdout + stderr),
      );
    });
    // With what failed, should it not end so.
    expect(output).toMatch(/\nRan \d+ tests in \S+\n\nOK\n$/);
  }, 180_000);
});

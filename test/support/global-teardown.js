import { rmSync } from 'node:fs';

export default () => {
  rmSync(process.env['TEST_SCRATCH_DIR'], { recursive: true, force: true });
};

import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describeIf } from '../describe-if.js';
import { findProgram } from '../find-program.js';

const HERE = import.meta.dirname;

const REQUIREMENTS = readFileSync(join(HERE, 'requirements.txt'), 'utf8');

/** Where tools/fetch-otel-python.sh puts it. */
const packages = (): string => {
  const [, version] = /^opentelemetry-sdk==(.*)$/m.exec(REQUIREMENTS)!;
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(cache, 'pattern-usage-tracker', `otel-python-${version!}`);
};

const areThere = (): boolean => {
  const complete = join(packages(), 'complete');
  return existsSync(complete) && readFileSync(complete, 'utf8') === REQUIREMENTS;
};

/**
 * Tests with OpenTelemetry's SDK for Python.
 * @param tests are given what exports spans and log events of usages of a name to a server's URL, or to `grpc:` and its address, and
 * tells each export's result.
 */
export const describeWithOtelPython = (
  title: string,
  tests: (exportTo: (url: string, name: string) => Promise<string[]>) => void,
): void => {
  const python = findProgram('python3');
  const isThere = python !== undefined && areThere();
  describeIf(isThere, 'The SDK is not fetched (tools/fetch-otel-python.sh)', title, () =>
    tests(async (url, name) => {
      const { stdout } = await promisify(execFile)(python!, [join(HERE, 'export.py'), url, name], {
        env: { ...process.env, PYTHONPATH: packages(), PYTHONDONTWRITEBYTECODE: '1' },
      });
      return stdout.trim().split('\n');
    }),
  );
};

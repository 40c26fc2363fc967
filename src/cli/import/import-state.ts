import { createHash } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { CliError } from '../cli-error.js';
import { emptyReport, type ImportReport } from './import-report.js';

/** So much of a file's beginning says which one it is. */
const HEAD_BYTES = 65_536;

/** Which file it is: it may have grown, but not become another one. */
export interface FileIdentity {
  readonly size: number;
  readonly headBytes: number;
  /** SHA-256 of its first `headBytes` bytes. */
  readonly head: string;
}

/** How far an import is; its report is of what was acknowledged. */
export interface ImportState {
  readonly version: 1;
  /** Where to, and as what. */
  readonly target: string;
  readonly format: string;
  readonly file: FileIdentity;
  /** When it began, RFC 3339; the time of usages that have none. */
  readonly started_at: string;
  readonly report: ImportReport;
  /** Bytes of the file of refused records. */
  refused_bytes: number;
}

const hashHead = async (path: string, bytes: number): Promise<{ size: number; head: string }> => {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.min(bytes, size));
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return { size, head: createHash('sha256').update(buffer.subarray(0, filled)).digest('hex') };
  } finally {
    await file.close();
  }
};

/** Tells files apart by their beginning. */
export const identityOf = async (path: string): Promise<FileIdentity> => {
  const { size, head } = await hashHead(path, HEAD_BYTES);
  return { size, headBytes: Math.min(size, HEAD_BYTES), head };
};

export const newState = (target: string, format: string, file: FileIdentity): ImportState => ({
  version: 1,
  target,
  format,
  file,
  started_at: new Date().toISOString(),
  report: emptyReport(),
  refused_bytes: 0,
});

const isState = (value: unknown): value is ImportState => {
  const { version, file, started_at, report } = (value ?? {}) as Partial<ImportState>;
  return (
    version === 1 &&
    typeof file?.headBytes === 'number' &&
    typeof started_at === 'string' &&
    Number.isSafeInteger(report?.read) &&
    Number.isSafeInteger(report?.described) &&
    Array.isArray(report?.refusals)
  );
};

/** The file beside an imported one that says how far its import is. */
export class ImportStateFile {
  constructor(private readonly path: string) {}

  /**
   * @returns undefined where no import was interrupted.
   * @throws CliError where one was, of something else.
   */
  async load(source: string, target: string, format: string): Promise<ImportState | undefined> {
    const text = await readFile(this.path, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new CliError(`${this.path} cannot be read: ${(error as Error).message}.`);
    });
    if (text === undefined) return undefined;
    const refuse = (why: string): CliError =>
      new CliError(`${this.path} is of an interrupted import ${why}; --no-resume starts over.`);
    const state = this.parse(text);
    if (state === undefined) throw refuse('and damaged');
    if (state.target !== target) throw refuse(`into ${state.target}`);
    if (state.format !== format) throw refuse(`as ${state.format}`);
    const { size, head } = await hashHead(source, state.file.headBytes);
    if (size < state.file.size || head !== state.file.head) throw refuse('of other content');
    return state;
  }

  /** Replaces what is there in one step, so that a crash leaves the old or the new. */
  async save(state: ImportState): Promise<void> {
    const next = `${this.path}.new`;
    try {
      const file = await open(next, 'w', 0o600);
      try {
        await file.writeFile(`${JSON.stringify(state, null, 2)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(next, this.path);
    } catch (error) {
      throw new CliError(
        `How far the import is cannot be kept (--state names another file): ${(error as Error).message}.`,
      );
    }
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }

  private parse(text: string): ImportState | undefined {
    try {
      const value: unknown = JSON.parse(text);
      return isState(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }
}

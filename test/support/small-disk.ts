import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDir } from './scratch.js';

/** A file system of its own, which root alone may mount. */
export class SmallDisk {
  private constructor(readonly path: string) {}

  static mount(megabytes: number): SmallDisk {
    const disk = new SmallDisk(scratchDir());
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'pattern-usage-test', disk.path]);
    return disk;
  }

  /** Whether this user may. */
  static isPossible(): boolean {
    try {
      SmallDisk.mount(1).unmount();
      return true;
    } catch {
      return false;
    }
  }

  /** Takes all room but so many bytes, also while others write. */
  fill(left: number): void {
    for (;;) {
      const { bavail, bsize } = statfsSync(this.path);
      try {
        writeFileSync(this.filler, Buffer.alloc(Math.max(0, bavail * bsize - left)));
        return;
      } catch (error) {
        // Somebody else took some of it meanwhile.
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        this.empty();
      }
    }
  }

  /** Gives it back. */
  empty(): void {
    rmSync(this.filler, { force: true });
  }

  /** Of a disk that nobody writes to. */
  setReadOnly(isReadOnly: boolean): void {
    execFileSync('mount', ['-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, this.path]);
  }

  unmount(): void {
    spawnSync('umount', [this.path]);
  }

  private get filler(): string {
    return join(this.path, 'filler');
  }
}

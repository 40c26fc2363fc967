/** Counts lines up to offsets; csv-parse counts a bare carriage return too. */
export class LineCounter {
  private offsets: number[] = [];
  private next = 0;
  private lines = 0;
  private read = 0;

  take(data: Buffer): void {
    for (let at = data.indexOf(10); at !== -1; at = data.indexOf(10, at + 1))
      this.offsets.push(this.read + at);
    this.read += data.length;
  }

  /** The line, from 1, of the last byte before an offset, which must not be smaller than the last one. */
  lineBefore(offset: number): number {
    while (this.next < this.offsets.length && this.offsets[this.next]! < offset - 1) this.next += 1;
    if (this.next > 10_000) {
      this.lines += this.next;
      this.offsets = this.offsets.slice(this.next);
      this.next = 0;
    }
    return 1 + this.lines + this.next;
  }

  /** The line that the bytes taken so far end in. */
  get lastLine(): number {
    return 1 + this.lines + this.offsets.length;
  }
}

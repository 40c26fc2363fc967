/** A pattern that exists, in the words of POST /patterns/bulk, and where it was found. */
export interface Finding {
  /** The path of a file, or the address of a server; in the order in which they are looked at. */
  readonly from: string;
  readonly pattern: string;
  readonly pattern_type?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly version?: string;
}

/** Something that could not be read. */
export interface Fault {
  readonly from: string;
  /** A sentence. */
  readonly reason: string;
}

export interface Findings {
  readonly found: Finding[];
  readonly faults: Fault[];
}

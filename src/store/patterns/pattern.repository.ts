import type { DataSource } from 'typeorm';
import type { Describer, NodeType, PatternType } from '../../common/pattern-terms.js';
import { PatternEntity } from './pattern.entity.js';
import { REGISTER } from './pattern-registration.sql.js';
import { retryDeadlock } from '../connection/retry-deadlock.js';
import { instant } from '../connection/instant.js';
import { onStore } from '../connection/store-error.js';
import type { PatternRegister } from './pattern-register.js';

/** What people may say of a pattern. */
export type PatternDescription = Pick<
  PatternEntity,
  'name' | 'type' | 'nodeType' | 'description' | 'tags' | 'version' | 'describedBy'
> & {
  /** When a usage brought the name, milliseconds; null where somebody gave it. */
  readonly namedAt: number | null;
};

/** A name that somebody gave is newer than any that a usage brings. */
const DESCRIBE = `
  INSERT INTO patterns AS known (id, name, named_at, type, node_type, description, tags, version, described_by)
  VALUES ($1, $2, CASE WHEN $2::text IS NOT NULL THEN coalesce($7::timestamptz, 'infinity') END, $3, $4, $5, $6,
    $8, $9)
  ON CONFLICT (id) DO UPDATE SET name = excluded.name, named_at = excluded.named_at, type = excluded.type,
    node_type = excluded.node_type, description = excluded.description, tags = excluded.tags,
    version = coalesce(excluded.version, known.version), described_by = excluded.described_by
  RETURNING pg_current_xact_id()::text AS transaction`;

/** What exists, as a scan or a program says it. */
export type PatternRegistration = Pick<
  PatternEntity,
  'id' | 'name' | 'type' | 'nodeType' | 'description' | 'tags' | 'version'
>;

/** What became of one: kept where somebody described it, so that nothing but its version was changed. */
export const REGISTERED = ['created', 'updated', 'unchanged', 'kept'] as const;
export type Registered = (typeof REGISTERED)[number];

interface RegisteredRow {
  readonly id: string;
  readonly status: Registered;
  readonly isWritten: boolean;
  readonly transaction: string;
}

interface Named {
  readonly id: string;
  readonly name: string | null;
}

const NAMES = 'SELECT known.id, known.name FROM patterns AS known WHERE known.id = ANY($1::uuid[])';

/** Which patterns; all of them where nothing is said. */
export interface PatternChoice {
  readonly ids?: readonly string[];
  /** Part of the name as it is shown, in any case. */
  readonly namePart?: string;
  readonly type?: PatternType;
  readonly nodeType?: NodeType;
}

/** As much of a pattern as a list shows. */
export type ListedPattern = Pick<PatternEntity, 'id' | 'name' | 'type' | 'nodeType' | 'state' | 'keep'> & {
  /** Milliseconds since 1970 UTC; null where it was not used yet. */
  readonly firstSeen: number | null;
};

const LIST = `
  SELECT id, name, type, node_type AS "nodeType", state, keep,
    floor(extract(epoch FROM first_seen) * 1000)::double precision AS "firstSeen"
  FROM patterns
  WHERE ($1::text IS NULL OR coalesce(name, 'pattern_' || left(id::text, 8)) ILIKE $1::text)
    AND ($2::text IS NULL OR coalesce(type, 'other') = $2::text)
    AND ($3::text IS NULL OR node_type = $3::text)
    AND ($4::uuid[] IS NULL OR id = ANY($4::uuid[]))
  ORDER BY id`;

/** A pattern with everything that is known of it; times are milliseconds since 1970 UTC. */
export interface StoredPattern {
  readonly id: string;
  readonly name: string | null;
  /** When the usage was that brought the name; null where it has none or somebody gave it. */
  readonly named_at: number | null;
  readonly type: string | null;
  readonly node_type: string | null;
  readonly description: string | null;
  /** JSON of a list of texts. */
  readonly tags: string;
  readonly version: string | null;
  readonly described_by: Describer;
  readonly first_seen: number | null;
}

const milliseconds = (time: string): string => `floor(extract(epoch FROM ${time}) * 1000)::double precision`;

const EXPORT = `
  SELECT id, name, type, node_type, description, to_jsonb(tags)::text AS tags, version, described_by,
    CASE WHEN isfinite(named_at) THEN ${milliseconds('named_at')} END AS named_at,
    ${milliseconds('first_seen')} AS first_seen
  FROM patterns WHERE $1::uuid IS NULL OR id > $1::uuid ORDER BY id LIMIT $2::int`;

const anywhere = (part: string): string => `%${part.replaceAll(/[\\%_]/g, '\\$&')}%`;

const MOVE_FIRST_SEEN = `
  UPDATE patterns SET first_seen = $2::timestamptz
  WHERE id = $1 AND ($2::timestamptz IS NULL OR first_seen < $2::timestamptz)`;

/** What is said of its life goes along, and where it is named as the one to use instead. */
const REMOVE = `
  WITH history AS (
    DELETE FROM pattern_state_change WHERE pattern_id = $1
  ), named AS (
    UPDATE pattern_state_change SET replaced_by = NULL WHERE replaced_by = $1 AND pattern_id <> $1
  )
  DELETE FROM patterns WHERE id = $1`;

export class PatternRepository {
  constructor(
    private readonly store: DataSource,
    private readonly register: PatternRegister,
  ) {}

  find(id: string): Promise<PatternEntity | null> {
    return onStore(() => this.store.getRepository(PatternEntity).findOneBy({ id }));
  }

  /**
   * By ascending id.
   * @throws StoreUnavailableError
   */
  list({ ids, namePart, type, nodeType }: PatternChoice): Promise<ListedPattern[]> {
    const name = namePart === undefined ? null : anywhere(namePart);
    const values = [name, type ?? null, nodeType ?? null, ids ?? null];
    return onStore(() => this.store.query<ListedPattern[]>(LIST, values));
  }

  /**
   * The next patterns with everything that is known of them, by ascending id.
   * @throws StoreUnavailableError
   */
  exportPage(after: string | null, limit: number): Promise<StoredPattern[]> {
    return onStore(() => this.store.query<StoredPattern[]>(EXPORT, [after, limit]));
  }

  /** The names of those that are known, by id; null where one has none. */
  async namesOf(ids: readonly string[]): Promise<Map<string, string | null>> {
    const rows = await onStore(() => this.store.query<Named[]>(NAMES, [[...ids]]));
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  /**
   * Replaces a pattern's description, or describes one that was not used yet.
   * @param mayReplace whether what is known of the pattern, null where that is nothing, may be replaced;
   * between that look and the replacement nobody changes it.
   * @returns the id of the transaction that did it; undefined where it might not.
   */
  async describe(
    id: string,
    description: PatternDescription,
    mayReplace: (known: PatternEntity | null) => boolean,
  ): Promise<number | undefined> {
    const { name, namedAt, type, nodeType, description: text, tags, version, describedBy } = description;
    const since = namedAt === null ? null : instant(namedAt);
    const values = [id, name, type, nodeType, text, tags, since, version, describedBy];
    const transaction = await onStore(() =>
      retryDeadlock(() =>
        this.store.transaction(async (work) => {
          // Also where there is no row yet that could be locked.
          await work.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [id]);
          await work.query('SELECT 1 FROM patterns WHERE id = $1 FOR UPDATE', [id]);
          if (!mayReplace(await work.getRepository(PatternEntity).findOneBy({ id }))) return undefined;
          const [row] = await work.query<{ transaction: string }[]>(DESCRIBE, values);
          return Number(row!.transaction);
        }),
      ),
    );
    this.register.forget(id);
    return transaction;
  }

  /**
   * Registers what exists, in one statement; what is there already says what the registrations say.
   * @param registrations of patterns that are different ones.
   * @param isOverwriting whether what somebody described is described anew as well.
   * @returns what became of each by its pattern, and the transaction that changed any.
   */
  async registerAll(
    registrations: readonly PatternRegistration[],
    isOverwriting: boolean,
  ): Promise<{
    readonly statuses: ReadonlyMap<string, Registered>;
    /** Those that are new or changed. */
    readonly written: readonly string[];
    readonly transaction: number | undefined;
  }> {
    const sent = JSON.stringify(
      registrations.map(({ nodeType, ...rest }) => ({ ...rest, node_type: nodeType })),
    );
    const rows = await onStore(() =>
      retryDeadlock(() => this.store.query<RegisteredRow[]>(REGISTER, [sent, isOverwriting])),
    );
    const written = rows.filter(({ isWritten }) => isWritten).map(({ id }) => id);
    for (const id of written) this.register.forget(id);
    return {
      statuses: new Map(rows.map(({ id, status }) => [id, status])),
      written,
      transaction: written.length === 0 ? undefined : Number(rows[0]!.transaction),
    };
  }

  /**
   * Sets when a pattern was first used after usages of it were erased; null where it is not used any more.
   * A time that is earlier than what is known is not taken.
   */
  async moveFirstSeen(id: string, firstSeen: number | null): Promise<void> {
    const values = [id, firstSeen === null ? null : new Date(firstSeen)];
    await onStore(() => this.store.query(MOVE_FIRST_SEEN, values));
    this.register.forget(id);
  }

  /** Removes all that is known of a pattern beside its usages. */
  async remove(id: string): Promise<void> {
    await onStore(() => this.store.query(REMOVE, [id]));
    this.register.forget(id);
  }
}

import type { DataSource, EntityManager } from 'typeorm';
import type { NodeType, PatternState, PatternType } from '../../common/pattern-terms.js';
import { instant } from '../connection/instant.js';
import { retryDeadlock } from '../connection/retry-deadlock.js';
import { onStore } from '../connection/store-error.js';
import { PatternEntity } from './pattern.entity.js';

/** What somebody says of a pattern's life. */
export interface StateWish {
  readonly state: PatternState;
  /** The pattern to use instead; null for none. */
  readonly replacedBy: string | null;
  /** Undefined leaves it as it is. */
  readonly keep: boolean | undefined;
  readonly by: string | null;
  readonly reason: string | null;
  /** When, milliseconds. */
  readonly at: number;
}

/** Why a pattern's state stays as it is. */
export type StateRefusal = 'unknown-pattern' | 'changed-meanwhile' | 'unknown-replacement' | 'circle';

/** One change of a pattern's state; times are milliseconds. */
export interface StateChange {
  readonly at: number;
  readonly from: PatternState;
  readonly to: PatternState;
  readonly replaced_by: string | null;
  readonly replacement_name: string | null;
  readonly keep: boolean;
  readonly by: string | null;
  readonly reason: string | null;
}

/** A pattern that may be proposed to be retired; times are milliseconds. */
export interface RetirablePattern {
  readonly id: string;
  readonly name: string | null;
  readonly type: PatternType | null;
  readonly nodeType: NodeType | null;
  readonly state: PatternState;
  readonly stateSince: number | null;
  readonly registeredAt: number;
  readonly replacedBy: string | null;
  readonly replacementName: string | null;
  readonly replacementState: PatternState | null;
}

/** Replacements lead nowhere back; one change at a time, or two could close a circle together. */
const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('pattern states', 0))`;

const REPLACEMENT = `
  WITH RECURSIVE chain (id) AS (
    SELECT $2::uuid
    UNION
    SELECT pattern.replaced_by FROM patterns AS pattern JOIN chain ON pattern.id = chain.id
    WHERE pattern.replaced_by IS NOT NULL
  )
  SELECT EXISTS (SELECT FROM patterns WHERE id = $2::uuid) AS known,
    EXISTS (SELECT FROM chain WHERE id = $1::uuid) AS circle`;

/** Who only names a replacement does not begin a state anew. */
const CHANGE = `
  WITH before AS (
    SELECT state FROM patterns WHERE id = $1::uuid
  ), noted AS (
    INSERT INTO pattern_state_change (pattern_id, at, from_state, to_state, replaced_by, keep, said_by, reason)
    SELECT $1::uuid, $5::timestamptz, before.state, $2::text, $3::uuid, $4::boolean, $6::text, $7::text FROM before
  )
  UPDATE patterns SET state = $2::text, replaced_by = $3::uuid, keep = $4::boolean,
    state_since = CASE WHEN patterns.state = $2::text THEN state_since ELSE $5::timestamptz END
  FROM before WHERE patterns.id = $1::uuid
  RETURNING pg_current_xact_id()::text AS transaction`;

const milliseconds = (time: string): string => `floor(extract(epoch FROM ${time}) * 1000)::double precision`;

const CHANGES = `
  SELECT ${milliseconds('change.at')} AS at, change.from_state AS "from", change.to_state AS "to",
    change.replaced_by, known.name AS replacement_name, change.keep, change.said_by AS by, change.reason
  FROM pattern_state_change AS change LEFT JOIN patterns AS known ON known.id = change.replaced_by
  WHERE change.pattern_id = $1 ORDER BY change.id DESC LIMIT $2::int`;

const RETIRABLE = `
  SELECT pattern.id, pattern.name, pattern.type, pattern.node_type AS "nodeType", pattern.state,
    ${milliseconds('pattern.state_since')} AS "stateSince",
    ${milliseconds('pattern.registered_at')} AS "registeredAt",
    pattern.replaced_by AS "replacedBy", known.name AS "replacementName", known.state AS "replacementState"
  FROM patterns AS pattern LEFT JOIN patterns AS known ON known.id = pattern.replaced_by
  WHERE NOT pattern.keep AND pattern.state IN ('active', 'deprecated')
  ORDER BY pattern.id`;

/** Where patterns are in their lives, and how they came there. */
export class PatternStateRepository {
  constructor(private readonly store: DataSource) {}

  /**
   * Says where a pattern is in its life and notes who said so. What is so already is not noted again.
   * @param mayChange whether the pattern as it is now may be changed; in between nobody changes it.
   * @returns the id of the transaction that did it, or why it was not done.
   * @throws StoreUnavailableError
   */
  change(
    id: string,
    wish: StateWish,
    mayChange: (known: PatternEntity) => boolean,
  ): Promise<number | StateRefusal> {
    return onStore(() =>
      retryDeadlock(() =>
        this.store.transaction(async (work) => {
          await work.query(LOCK);
          await work.query('SELECT 1 FROM patterns WHERE id = $1 FOR UPDATE', [id]);
          const known = await work.getRepository(PatternEntity).findOneBy({ id });
          if (!known) return 'unknown-pattern';
          if (!mayChange(known)) return 'changed-meanwhile';
          return (await this.refuseReplacement(work, id, wish.replacedBy)) ?? this.note(work, known, wish);
        }),
      ),
    );
  }

  /** The youngest first, `limit` of them. */
  changes(id: string, limit: number): Promise<StateChange[]> {
    return onStore(() => this.store.query<StateChange[]>(CHANGES, [id, limit]));
  }

  /** Those in use that nobody wants to keep whatever happens, by ascending id. */
  retirable(): Promise<RetirablePattern[]> {
    return onStore(() => this.store.query<RetirablePattern[]>(RETIRABLE));
  }

  private async refuseReplacement(
    work: EntityManager,
    id: string,
    replacedBy: string | null,
  ): Promise<StateRefusal | undefined> {
    if (replacedBy === null) return undefined;
    type Row = { readonly known: boolean; readonly circle: boolean };
    const [row] = await work.query<Row[]>(REPLACEMENT, [id, replacedBy]);
    if (!row!.known) return 'unknown-replacement';
    return row!.circle ? 'circle' : undefined;
  }

  private async note(
    work: EntityManager,
    known: PatternEntity,
    { state, replacedBy, keep = known.keep, by, reason, at }: StateWish,
  ): Promise<number> {
    if (known.state === state && known.replacedBy === replacedBy && known.keep === keep) return 0;
    const values = [known.id, state, replacedBy, keep, instant(at), by, reason];
    const [row] = await work.query<{ transaction: string }[]>(CHANGE, values);
    return Number(row!.transaction);
  }
}

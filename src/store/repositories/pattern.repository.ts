import type { DataSource } from 'typeorm';
import { PatternEntity } from '../entities/pattern.entity.js';
import { onStore } from '../store-error.js';
import type { PatternRegister } from './pattern-register.js';

/** What people may say of a pattern. */
export type PatternDescription = Omit<PatternEntity, 'id' | 'firstSeen'>;

/** A name that somebody gave is newer than any that a usage brings. */
const DESCRIBE = `
  INSERT INTO patterns (id, name, named_at, type, node_type, description, tags)
  VALUES ($1, $2, CASE WHEN $2::text IS NOT NULL THEN 'infinity'::timestamptz END, $3, $4, $5, $6)
  ON CONFLICT (id) DO UPDATE SET name = excluded.name, named_at = excluded.named_at, type = excluded.type,
    node_type = excluded.node_type, description = excluded.description, tags = excluded.tags`;

export class PatternRepository {
  constructor(
    private readonly store: DataSource,
    private readonly register: PatternRegister,
  ) {}

  find(id: string): Promise<PatternEntity | null> {
    return onStore(() => this.store.getRepository(PatternEntity).findOneBy({ id }));
  }

  /** Replaces a pattern's description, or describes one that was not used yet. */
  async describe(id: string, description: PatternDescription): Promise<void> {
    const { name, type, nodeType, description: text, tags } = description;
    await onStore(() => this.store.query(DESCRIBE, [id, name, type, nodeType, text, tags]));
    this.register.forget(id);
  }
}

import type { DataSource } from 'typeorm';
import { PatternEntity } from '../entities/pattern.entity.js';
import { onStore } from '../store-error.js';
import type { PatternRegister } from './pattern-register.js';

/** What people may say of a pattern. */
export type PatternDescription = Omit<PatternEntity, 'id' | 'firstSeen'>;

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
    await onStore(() => this.store.getRepository(PatternEntity).upsert({ id, ...description }, ['id']));
    this.register.forget(id);
  }
}

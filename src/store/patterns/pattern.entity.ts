import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Describer, NodeType, PatternType } from '../../common/pattern-terms.js';

/** What is known of a pattern beside its usages. */
@Entity({ name: 'patterns' })
export class PatternEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { nullable: true })
  name!: string | null;

  @Column('text', { nullable: true })
  type!: PatternType | null;

  @Column('text', { name: 'node_type', nullable: true })
  nodeType!: NodeType | null;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('text', { array: true })
  tags!: string[];

  /** The version that a scan found last; null where none did. */
  @Column('text', { nullable: true })
  version!: string | null;

  /** Who said what it is. */
  @Column('text', { name: 'described_by' })
  describedBy!: Describer;

  /** Its earliest usage; null where it was described but never used. */
  @Column('timestamptz', { name: 'first_seen', nullable: true })
  firstSeen!: Date | null;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Describer, NodeType, PatternState, PatternType } from '../../common/pattern-terms.js';

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

  @Column('text')
  state!: PatternState;

  /** When somebody said so; null where nobody did. */
  @Column('timestamptz', { name: 'state_since', nullable: true })
  stateSince!: Date | null;

  /** The pattern to use instead. */
  @Column('uuid', { name: 'replaced_by', nullable: true })
  replacedBy!: string | null;

  /** Whether it is never proposed to be retired. */
  @Column('boolean')
  keep!: boolean;
}

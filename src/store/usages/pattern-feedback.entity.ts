import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One usage, as it was reported. */
@Entity({ name: 'pattern_feedback' })
export class PatternFeedbackEntity {
  @PrimaryColumn('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'pattern_id' })
  patternId!: string;

  @Column('text')
  outcome!: string;

  @Column('boolean')
  success!: boolean;

  @Column('double precision', { name: 'quality_score', nullable: true })
  qualityScore!: number | null;

  @Column('integer', { name: 'execution_time_ms', nullable: true })
  executionTimeMs!: number | null;

  @Column('jsonb', { nullable: true })
  context!: Record<string, unknown> | null;

  @Column('uuid', { name: 'correlation_id', nullable: true })
  correlationId!: string | null;

  @Column('text', { name: 'error_message', nullable: true })
  errorMessage!: string | null;
}

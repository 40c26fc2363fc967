import { ApiProperty } from '@nestjs/swagger';
import { TopPattern } from '../ranking/top-patterns.dto.js';
import { GROWTH_TRENDS, type GrowthTrend } from '../stats/growth-rate.js';

export class QualityShare {
  @ApiProperty({
    description: 'The upper end belongs to the next range, but 1.0 to the last.',
    example: '0.8-1.0',
  })
  range!: string;

  @ApiProperty({ type: 'integer', description: 'Usages with such a quality.', example: 120 })
  count!: number;

  @ApiProperty({
    nullable: true,
    type: Number,
    minimum: 0,
    maximum: 100,
    description: 'Of the usages with a quality; null without any.',
    example: 62.5,
  })
  percentage!: number | null;
}

export class TrendingPattern {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({ example: 'Retry with backoff' })
  pattern_name!: string;

  @ApiProperty({
    minimum: -1,
    description: 'Usages of the last 24 hours against the 24 before: (now − then) / max(then, 1)',
    example: 0.75,
  })
  growth_rate!: number;
}

export class RecentTrend {
  @ApiProperty({
    enum: GROWTH_TRENDS,
    description: 'emerging: growth_rate above 0.5; declining: below −0.3; stable: in between.',
    example: 'emerging',
  })
  trend_type!: GrowthTrend;

  @ApiProperty({ type: [TrendingPattern], description: 'The 10 that change most.' })
  patterns!: TrendingPattern[];

  @ApiProperty({ type: 'integer', description: 'How many patterns there are in all.', example: 3 })
  count!: number;
}

export class DashboardSummaryResponse {
  @ApiProperty({ type: 'integer', description: 'Patterns that were ever used.', example: 12 })
  total_patterns!: number;

  @ApiProperty({
    nullable: true,
    type: Number,
    minimum: 0,
    maximum: 1,
    description: 'The mean of the patterns’ success rates, each counting once; null without any.',
    example: 0.91,
  })
  average_success_rate!: number | null;

  @ApiProperty({ type: [TopPattern], description: 'The first 10 of top-patterns.' })
  top_patterns!: TopPattern[];

  @ApiProperty({ type: [QualityShare], description: 'Usages with a quality, by it.' })
  quality_distribution!: QualityShare[];

  @ApiProperty({
    type: [RecentTrend],
    description: 'Patterns used within the last 48 hours, by how that changes.',
  })
  recent_trends!: RecentTrend[];

  @ApiProperty({ format: 'date-time', example: '2025-10-28T09:30:00Z' })
  generated_at!: string;
}

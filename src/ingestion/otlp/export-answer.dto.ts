import { Field, OR_ABSENT } from '../../common/validation/fields.js';

const REASON = 'Why, of the first of them.';
const WHERE_REFUSED = 'Only where some were refused.';

class RejectedLogsDto {
  @Field.text('1', 'Records that name a pattern and were refused.') rejectedLogRecords!: string;
  @Field.text(
    'Refused 1 of 3 usages. Record 7 (claude_code.tool_result): The attribute duration_ms must be a whole number from 0 to 2147483647.',
    REASON,
  )
  errorMessage!: string;
}

/** An ExportLogsServiceResponse. */
export class LogsAnswerDto {
  @Field.object(RejectedLogsDto, WHERE_REFUSED, OR_ABSENT) partialSuccess?: RejectedLogsDto;
}

class RejectedPointsDto {
  @Field.text('1', 'Points of counters that name a pattern and were refused.') rejectedDataPoints!: string;
  @Field.text(
    'Refused 1 of 3 points that name a pattern. A point of claude_code.cost.usage: Its value is -1; asInt or asDouble must be a number from 0 to 1000000000.',
    REASON,
  )
  errorMessage!: string;
}

/** An ExportMetricsServiceResponse. */
export class MetricsAnswerDto {
  @Field.object(RejectedPointsDto, WHERE_REFUSED, OR_ABSENT) partialSuccess?: RejectedPointsDto;
}

class RejectedSpansDto {
  @Field.text('1', 'Spans that name a pattern and were refused.') rejectedSpans!: string;
  @Field.text(
    'Refused 1 of 3 usages. Record 7 (execute_tool): startTimeUnixNano is missing or 0; it must say when the span began, in nanoseconds since 1970, or a record that is sent again would be counted again.',
    REASON,
  )
  errorMessage!: string;
}

/** An ExportTraceServiceResponse. */
export class TracesAnswerDto {
  @Field.object(RejectedSpansDto, WHERE_REFUSED, OR_ABSENT) partialSuccess?: RejectedSpansDto;
}

import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';

export interface EmittedEvent {
  readonly eventName?: string;
  readonly body?: string;
  readonly timestamp?: Date;
  readonly attributes?: Record<string, string | number | boolean | string[]>;
}

/** What the SDK makes of events of the service `agent`, ready for an exporter. */
export const logRecordsOf = (events: readonly EmittedEvent[]): ReadableLogRecord[] => {
  const memory = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ 'service.name': 'agent' }),
    processors: [new SimpleLogRecordProcessor({ exporter: memory })],
  });
  for (const event of events) provider.getLogger('agent').emit(event);
  return memory.getFinishedLogRecords();
};

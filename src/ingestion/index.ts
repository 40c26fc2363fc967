export { FeedbackController } from './feedback.controller.js';
export { FeedbackService, type RecordedFeedback } from './feedback.service.js';
export { FeedbackDto } from './feedback.dto.js';
export { IngestionModule } from './ingestion.module.js';
export { IngestionService, type RecordedUsage } from './ingestion.service.js';
export { UsageDto } from './usage.dto.js';
export { UsageController } from './usage.controller.js';
export { UsageConsumer } from './kafka/usage-consumer.js';
export { UsagePublisher } from './kafka/usage-publisher.js';

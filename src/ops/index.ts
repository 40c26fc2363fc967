export { HealthController } from './health.controller.js';
export { HealthService } from './health.service.js';
export { MetricsController } from './metrics.controller.js';
export { MetricsService } from './metrics.service.js';
export { JobsController } from './jobs.controller.js';
export { JobsService } from './jobs.service.js';

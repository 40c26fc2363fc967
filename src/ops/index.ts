export { ArrivalsController } from './arrivals/arrivals.controller.js';
export { ArrivalsService } from './arrivals/arrivals.service.js';
export { HealthController } from './health.controller.js';
export { HealthService } from './health.service.js';
export { MetricsController } from './metrics.controller.js';
export { MetricsService } from './metrics.service.js';
export { JobsController } from './jobs.controller.js';
export { JobsService } from './jobs.service.js';

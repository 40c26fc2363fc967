export { PatternDescriptionDto } from './pattern.dto.js';
export { PatternsService } from './patterns.service.js';
export { PatternsModule } from './patterns.module.js';
export { LifeCycleController } from './life-cycle.controller.js';
export { PatternsController } from './patterns.controller.js';
export { RegistrationController } from './registration.controller.js';
export { type RegistrationReport, RegistrationService } from './registration.service.js';

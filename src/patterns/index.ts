export { PatternsModule } from './patterns.module.js';
export { PatternsService } from './patterns.service.js';
export { PatternDescriptionDto, PatternResponse } from './pattern.dto.js';
export { PatternsController } from './patterns.controller.js';

export { PatternsModule } from './patterns.module.js';
export { PatternsController } from './patterns.controller.js';

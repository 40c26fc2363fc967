export { EffectivenessModule } from './effectiveness.module.js';
export { EffectivenessService, type PatternEffectiveness } from './effectiveness.service.js';
export type { Effectiveness, Recommendation } from './stats/effectiveness-score.js';
export { EffectivenessController } from './effectiveness.controller.js';
export { ToRetireController } from './life-cycle/to-retire.controller.js';
export { PatternTableController } from './pattern-table.controller.js';
export { TopPerformingController } from './top-performing.controller.js';
export { AssessmentService } from './recommendations/assessment.service.js';
export { RecommendationsController } from './recommendations/recommendations.controller.js';

export { ErasureController } from './erasure.controller.js';
export { ErasureModule } from './erasure.module.js';

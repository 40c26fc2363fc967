export { LiveClients } from './live-clients.service.js';
export { LiveModule } from './live.module.js';

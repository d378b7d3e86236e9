export { createRuntime } from './runtime.js';
export { acceptWithErrorHandler } from './hot/hot-context.js';
export { isSameText } from './hot/plan.js';
export type { Runtime } from './runtime.js';
export type { HotOptions } from './hot/options.js';

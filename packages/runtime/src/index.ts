export { createRuntime } from './runtime.js';
export { isSameText } from './hot/plan.js';
export type { Runtime } from './runtime.js';
export type { HotOptions } from './hot/options.js';

export { createRuntime } from './runtime.js';
export type { Runtime } from './runtime.js';
export type { HotOptions } from './hot/options.js';

export { Catalogue } from './catalogue.js';
export { installInThread, inThreadDriver, registerHooksCapability } from './drivers/in-thread.js';
export type { LoaderDriver } from './drivers/driver.js';
export { HookChain } from './hook-chain.js';
export { DEFAULT_IGNORE, HotPolicy } from './hot-policy.js';
export { LoaderHooks } from './hooks.js';
export { createMeta } from './meta.js';
export type { WalkState } from './walk.js';

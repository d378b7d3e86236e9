export type * from './module-source.js';
export type * from './loading.js';
export type * from './entry.js';
export type * from './update-source.js';
export type * from './outcome.js';
export type * from './apply-options.js';
export type * from './hot.js';
export type * from './loader-hot.js';

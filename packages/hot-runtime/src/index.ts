export type * from '../import-meta.js';
export type * from '@hot-runtime/types';
export { hot } from './hot.js';
export type { RegisterOptions } from './options.js';
import type { RegisterOptions } from './options.js';
import { registerProgram } from './registration.js';

export function register(options?: RegisterOptions): void {
	registerProgram(options);
}

export type * from '../import-meta.js';
export type * from '@hot-runtime/types';
export { hot } from './hot.js';
export type { RegisterOptions } from './options.js';
import { nothingIsRegistered } from './messages.js';
import type { RegisterOptions } from './options.js';
import { isPreloadedBare } from './preloads.js';
import { isMainThread } from './threads.js';
import { registerProgram } from './registration.js';
import { notice } from './report.js';

export function register(options?: RegisterOptions): void {
	registerProgram(options);
}

if (isPreloadedBare(process.execArgv, process.env['NODE_OPTIONS'] ?? '') && isMainThread) process.stderr.write(`${notice(nothingIsRegistered())}\n`);

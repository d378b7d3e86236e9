// Registered by the program's thread once other hooks lie above ours: these lie above them. Each time under another URL, for each has its own.
import { raise } from './loader.js';

const hooks = raise();
export const resolve: typeof hooks.resolve = hooks.resolve;
export const load: typeof hooks.load = hooks.load;

// The hot-runtime that programs of tests get. `npm test` gives them what people install, in a few files, which starts in less than half the time;
// a test that is run by hand gets what was compiled last.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './nodes.js';

/** Programs get the published files, not what `tsc -b` made. */
export const isBundled = process.env['HOT_RUNTIME_TESTED'] === 'bundle';
const own = join(root, 'packages/hot-runtime');

/** A package, to be linked into a program's `node_modules`. */
export const packageFolder: string = isBundled ? join(own, 'published') : own;

/** One of its files, to be imported by its URL. */
export const fileOfPackage = (name: string): URL => pathToFileURL(join(own, isBundled ? 'bundle' : 'dist', name));

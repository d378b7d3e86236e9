// What we require ourselves is no part of the program: nothing of it may be left where the program looks.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';

let made: NodeJS.Require | undefined;
/** Made once, and when it is first needed: each takes a start a tenth of a millisecond. */
export const ownRequire = (): NodeJS.Require => made ??= createRequire(import.meta.url);

/**
 * The exports of a CommonJS package that is one file. It is not Node that loads it: the package is not in `require.cache`, no hook hears of it, and
 * the program gets an instance of its own when it asks for the same file.
 */
export function requireOwnPackage(name: string): unknown {
	const path = ownRequire().resolve(name);
	const module: { exports: object } = { exports: {} };
	const run = compileFunction(readFileSync(path, 'utf8'), ['exports', 'module'], { filename: path });
	Reflect.apply(run, module.exports, [module.exports, module]);
	return module.exports;
}

/** As `require` of a module of ours, by its path from here, which Node would keep in the program's `require.cache`. */
export function requireOwnModule(specifier: string): unknown {
	const require = ownRequire();
	const exports: unknown = require(specifier);
	delete require.cache[require.resolve(specifier)];
	return exports;
}

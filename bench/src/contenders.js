// Who is measured, and how each is started.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bench, repository } from './programs/folder.js';

const require = createRequire(join(bench, 'package.json'));
const registration = pathToFileURL(join(repository, 'packages/hot-runtime/bundle/register.js')).href;

/**
 * How a contender takes a change, and so how a program must be written for it:
 * - `accept`: `import.meta.hot.accept`
 * - `boundary`: the program imports the changed part again itself (hot-hook's `with: { hot: 'true' }`)
 * - `restart`: everything is run again
 * - `none`: it does not
 *
 * `everything` is the command, and `env` the environment, under which packages are not ignored.
 */
const known = {
	'node': { takes: 'none', exits: true, command: (node, entry) => [node, entry] },
	'hot-runtime': { takes: 'accept', exits: true, command: (node, entry) => [node, '--import', registration, entry], env: { HOT_RUNTIME: '{"ignore":"(?!)"}' } },
	'dynohot': { takes: 'accept', exits: true, command: (node, entry) => [node, '--import', 'dynohot/register', entry], everything: (node, entry) => [node, '--import', join(bench, 'src/everything-dynohot.js'), entry] },
	'hot-hook': { takes: 'boundary', exits: true, command: (node, entry) => [node, '--import', 'hot-hook/register', entry] },
	'vite runner': { takes: 'accept', exits: false, command: (node, entry) => [node, join(bench, 'src/vite-runner.js'), entry] },
	'tsx watch': { takes: 'restart', exits: false, command: (node, entry) => [node, require.resolve('tsx/cli'), 'watch', '--clear-screen=false', entry] },
	'node --watch': { takes: 'restart', exits: false, command: (node, entry) => [node, '--watch', '--watch-preserve-output', entry] },
	'bun --hot': { takes: 'restart', exits: false, binary: () => platformBinary('bun', '@oven/bun-', 'bin/bun'), command: (bun, entry) => [bun, '--hot', '--no-clear-screen', entry] },
	'deno --watch': { takes: 'restart', exits: false, binary: () => platformBinary('deno', '@deno/', 'deno'), command: (deno, entry) => [deno, 'run', '--node-modules-dir=manual', '-A', '--watch', '--no-clear-screen', entry] },
};

/** The contenders that are there, by name, and for the others why not. */
export function contenders(node) {
	const present = {};
	const absent = {};
	for (const [name, { binary, command, everything = command, ...how }] of Object.entries(known)) {
		const program = binary === undefined ? node : binary();
		if (program === undefined || (name === 'hot-runtime' && !existsSync(new URL(registration)))) {
			absent[name] = name === 'hot-runtime' ? 'not built: run `pnpm build`, then `node scripts/bundle.mjs`' : 'its package has no binary for this machine';
		} else {
			present[name] = { name, ...how, command: entry => command(program, entry), everything: entry => everything(program, entry) };
		}
	}
	return { present, absent };
}

/** A package may bring its program in an optional package for each platform, whose name begins with `prefix`. */
function platformBinary(name, prefix, file) {
	try {
		const manifest = require.resolve(`${name}/package.json`);
		const { optionalDependencies } = JSON.parse(readFileSync(manifest, 'utf8'));
		const inside = createRequire(manifest);
		return Object.keys(optionalDependencies)
			.filter(dependency => dependency.startsWith(prefix) && dependency.includes(process.platform) && dependency.includes(process.arch))
			.flatMap(dependency => {
				try {
					return [join(dirname(inside.resolve(`${dependency}/package.json`)), file)];
				} catch {
					return [];
				}
			})
			.find(path => existsSync(path));
	} catch {
		return undefined;
	}
}

/** The Node binary of a major version: the running one, or one of the optional packages. */
export function nodeBinary(major) {
	if (process.versions.node.startsWith(`${major}.`)) {
		return process.execPath;
	}
	const found = [bench, repository].map(folder => join(folder, `node_modules/node${major}/bin/node`)).find(path => existsSync(path));
	if (found === undefined) {
		throw new Error(`There is no Node ${major} here: bench/node_modules/node${major} is missing.`);
	}
	return found;
}

export function versions() {
	const version = name => JSON.parse(readFileSync(join(bench, `node_modules/${name}/package.json`), 'utf8')).version;
	return Object.fromEntries(['dynohot', 'hot-hook', 'vite', 'tsx', 'bun', 'deno'].map(name => {
		try {
			return [name, version(name)];
		} catch {
			return [name, 'absent'];
		}
	}));
}

// Makes packages/hot-runtime/bundle: what runs in a program, in a few files instead of a hundred. Each file costs a start about a third of a
// millisecond; the least program starts 80 ms later with all of them and 25 ms later with the bundle.
import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './projects.mjs';

const packageFolder = join(root, 'packages/hot-runtime');
const dist = join(packageFolder, 'dist');
const entries = ['register', 'enter', 'index', 'loader', 'connect', 'raised', 'loader-hot-thread', 'hot', 'npm', 'utilities/middleware'];

/** What every start loads in either thread, in one file: without this it is four. */
const hooks = {
	name: 'hooks',
	test: /[\\/](?:hot-runtime[\\/]dist[\\/](?:(?:messages|options|hooks-state|report|loader-hot)\.js|report[\\/])|loader[\\/]dist[\\/](?!make-module-source|lower-map|transform[\\/](?!syntax-error|parse|entry-location)))/,
};

/** An import of a built-in module reads all its exports, and `node:fs` alone loads Node's streams when they are read. */
const builtins = {
	name: 'builtins-without-facade',
	renderChunk: code => code.replaceAll(/"[^"]*\/whole\.cjs"/g, '"./whole.cjs"').replace(/^import (.+?) from "(node:[^"]+)";$/gm, (_, clause, name) => {
		const target = clause.startsWith('{') ? clause.replace(/ as /g, ': ') : clause.replace(/^\* as /, '');
		return /^\w+\s*,/.test(target) ? `import ${clause} from "${name}";` : `const ${target} = process.getBuiltinModule("${name}");`;
	}),
};

const bundle = await rolldown({
	input: Object.fromEntries([
		...entries.map(name => [name, join(dist, `${name}.js`)]),
		['make-module-source', join(root, 'packages/loader/dist/make-module-source.js')],
	]),
	platform: 'node',
	external: /^(?:node:|@hot-runtime\/npm$)|whole\.cjs$/,
	plugins: [builtins],
});
rmSync(join(packageFolder, 'bundle'), { recursive: true, force: true });
await bundle.write({ dir: join(packageFolder, 'bundle'), format: 'esm', chunkFileNames: 'shared-[name].js', codeSplitting: { groups: [hooks] } });
await bundle.close();
// How Node imports it is what it is there for.
copyFileSync(join(dist, 'whole.cjs'), join(packageFolder, 'bundle/whole.cjs'));
console.log(readdirSync(join(packageFolder, 'bundle')).join(' '));

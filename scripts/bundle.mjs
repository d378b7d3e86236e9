// Makes packages/hot-runtime/bundle: what runs in a program, in a few files instead of a hundred. Each file costs a start about a third of a
// millisecond; the least program starts 80 ms later with all of them and 25 ms later with the bundle.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
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

/**
 * An import of a built-in module reads all its exports, and `node:fs` alone loads Node's streams when they are read. What is imported as a namespace is
 * wanted for its being one: the engine shows with it how namespaces refuse.
 */
const builtins = {
	name: 'builtins-without-facade',
	renderChunk: code => code.replaceAll(/"[^"]*\/whole\.cjs"/g, '"./whole.cjs"').replace(/^import (.+?) from "(node:[^"]+)";$/gm, (_, clause, name) => {
		const isNative = clause.startsWith('*') || /^\w+\s*,/.test(clause);
		return isNative ? `import ${clause} from "${name}";` : `const ${clause.replace(/ as /g, ': ')} = process.getBuiltinModule("${name}");`;
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
const { output } = await bundle.generate({ format: 'esm', chunkFileNames: 'shared-[name].js', codeSplitting: { groups: [hooks] } });
await bundle.close();
const texts = new Map(output.map(({ fileName, code }) => [fileName, code]));
// How Node imports it is what it is there for.
texts.set('whole.cjs', readFileSync(join(dist, 'whole.cjs'), 'utf8'));
writeFolder(join(packageFolder, 'bundle'), texts);
writePublished();
console.log([...texts.keys()].join(' '));

/** What is the same is left alone: programs may run from there while it is made once more. */
function writeFolder(folder, files) {
	mkdirSync(folder, { recursive: true });
	for (const name of readdirSync(folder, { recursive: true, withFileTypes: true })) {
		const path = join(name.parentPath, name.name);
		if (name.isFile() && !files.has(relative(folder, path))) rmSync(path);
	}
	for (const [name, text] of files) {
		writeNews(join(folder, name), text);
	}
}

function writeNews(path, text) {
	if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, text);
}

/** A package as people get it, but for its folders, which are links: the programs of tests import this one. */
function writePublished() {
	const { publishConfig, ...manifest } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
	const folder = join(packageFolder, 'published');
	writeNews(join(folder, 'package.json'), JSON.stringify({ ...manifest, ...publishConfig }, null, '\t'));
	for (const name of ['bundle', 'dist', 'import-meta.d.ts']) {
		if (!existsSync(join(folder, name))) symlinkSync(join('..', name), join(folder, name));
	}
}

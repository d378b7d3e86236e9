// Makes packages/hot-runtime/bundle: what runs in a program, in a few files instead of a hundred, and without comments, which `dist` has. The least
// program starts 80 ms later with all of those files, 25 ms later with a few modules, and 12 ms later with a script that V8 takes its code cache for.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { rolldown } from 'rolldown';
import { withCoreAsScript } from './core-script.mjs';
import { root } from './projects.mjs';

const packageFolder = join(root, 'packages/hot-runtime');
const dist = join(packageFolder, 'dist');
const entries = ['register', 'enter', 'index', 'loader', 'connect', 'raised', 'loader-hot-thread', 'hot', 'npm', 'utilities/middleware'];

/** What every start loads in either thread, but for the parser and what edits texts. */
const core = {
	name: 'core',
	test: /[\\/](?:hot-runtime[\\/]dist[\\/](?!(?:register|index|connect|raised|loader-hot-thread|npm)\.js|utilities)|runtime[\\/]dist[\\/]|loader[\\/]dist[\\/](?!make-module-source|lower-map|transform[\\/](?!syntax-error|parse|entry-location)))/,
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
		['own-code', join(root, 'packages/loader/dist/cache/own-code.js')],
	]),
	platform: 'node',
	external: /^(?:node:|@hot-runtime\/npm$)|whole\.cjs$/,
	plugins: [builtins],
});
const { output } = await bundle.generate({ format: 'esm', chunkFileNames: 'shared-[name].js', comments: false, codeSplitting: { groups: [core] } });
await bundle.close();
const texts = withCoreAsScript(new Map(output.map(({ fileName, code }) => [fileName, code])), await shellText());
// How Node imports it is what it is there for.
texts.set('whole.cjs', readFileSync(join(dist, 'whole.cjs'), 'utf8'));
writeFolder(join(packageFolder, 'bundle'), texts);
writePublished();
console.log([...texts.keys()].join(' '));

/** What runs before the core is there has no part in it. */
async function shellText() {
	const shell = await rolldown({ input: join(dist, 'core-shell.js'), platform: 'node', external: /^node:/, plugins: [builtins], treeshake: { moduleSideEffects: false } });
	const { output: [{ code }] } = await shell.generate({ format: 'esm' });
	await shell.close();
	return code;
}

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

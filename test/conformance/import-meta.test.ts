// import.meta: its shape, its values and its functions.
import { conforms } from './support/conforms.js';

conforms('the shape of import.meta', {
	'main.js': `
		const { meta } = { meta: import.meta };
		console.log(Reflect.ownKeys(meta).filter(key => key !== 'hot'), Object.getPrototypeOf(meta), typeof meta, Object.isExtensible(meta), meta === import.meta, Object.prototype.toString.call(meta));
		for (const key of Object.keys(meta)) if (key !== 'hot') { const d = Object.getOwnPropertyDescriptor(meta, key); console.log(key, d.writable, d.enumerable, d.configurable, typeof d.get, typeof d.value, d.value?.name, d.value?.length); }
		console.log(import.meta.url, import.meta.dirname, import.meta.filename, import.meta.main, import.meta.none);
		import.meta.own = 1; console.log(meta.own, (() => import.meta.own)(), import.meta['own'], import.meta?.own, typeof import.meta, { m: import.meta }.m === meta, delete import.meta.own, 'own' in import.meta); import.meta.url = 'changed'; console.log(import.meta.url);
		const { url, ...rest } = import.meta; console.log(url); import './other.js'; import './other.js?query#hash';`,
	'other.js': `console.log(import.meta.url, import.meta.filename, import.meta.dirname, import.meta.main, Object.keys(import.meta).filter(key => key !== 'hot'));`,
});

conforms('import.meta.resolve', {
	'main.js': `
		const { resolve } = import.meta; const tell = (...args) => { try { console.log(resolve(...args)); } catch (error) { console.log(error.name, error.code, error.message); } };
		for (const specifier of [ './x.js', './missing.js', '../up.js', '/root.js', 'pkg', 'pkg/sub', 'missing', 'node:fs', 'fs', '#inner', '#none', 'self', 'data:text/javascript,1', 'https://example.invalid/', '', '.', './x.js?q#h', './a b.js', undefined, null, 1, {}, Symbol.iterator, new URL('./x.js', import.meta.url) ]) tell(specifier); tell('./x.js', 'file:///elsewhere/y.js'); tell();
		console.log(import.meta.resolve('./x.js') === new URL('./x.js', import.meta.url).href, resolve.name, resolve.length, resolve.call(null, './x.js')); await import('./lib/y.js');`,
	'lib/y.js': `console.log(import.meta.resolve('./z.js'), import.meta.resolve('pkg'));`,
	'package.json': '{ "name": "self", "type": "module", "exports": "./main.js", "imports": { "#inner": "./lib/y.js" } }',
	'node_modules/pkg/package.json': '{ "name": "pkg", "exports": { ".": { "import": "./import.js", "require": "./require.js" }, "./sub": "./sub.js" } }',
	'lib/node_modules/pkg/package.json': '{ "name": "pkg", "exports": "./nearer.js" }',
});

conforms('import.meta.main and process.argv', {
	'main.js': [
		`import './other.js';`,
		'console.log(import.meta.main, process.argv.slice(1), process.argv0.length > 0, process.title.length > 0,',
		'process.execArgv.filter(arg => !/import|register/.test(arg)));',
	].join(' '),
	'other.js': `console.log(import.meta.main);`,
}, { args: [ 'main.js', '--flag', 'value', '--', '-x' ] });

conforms('import.meta.main of a main module that imports a package, and of a worker that does', {
	'main.js': `import 'package'; import './other.js'; import { Worker } from 'node:worker_threads'; console.log(import.meta.main); new Worker(new URL('./worker.js', import.meta.url));`,
	'other.js': `import 'package'; console.log(import.meta.main);`,
	'worker.js': `import './other.js'; import 'package'; console.log(import.meta.main);`,
	'node_modules/package/package.json': '{ "type": "module", "main": "index.js" }', 'node_modules/package/index.js': `console.log(import.meta.main);`,
});

conforms('the main module without its extension, by a folder, by an absolute path', {
	'main.js': `console.log(import.meta.url, process.argv[1]);`,
	'folder/index.js': `console.log(import.meta.url, process.argv[1]);`,
}, { args: [ './main' ] });

conforms('a folder as the main module', { 'index.js': `console.log(import.meta.url, process.argv[1], typeof require);` }, { args: [ '.' ] });
conforms('a main module that is missing', { 'x.js': '' }, { args: [ 'missing.js' ], known: 'wherever there is an --import, Node looks for the main module as for any ES module' });
conforms('a main module .mjs', { 'main.mjs': `console.log(import.meta.url, typeof require, this);`, 'package.json': '{}' }, { args: [ 'main.mjs' ] });
conforms('a main module behind a symbolic link', {
	'real/main.js': `import './x.js'; console.log(import.meta.url, process.argv[1]);`,
	'real/x.js': `console.log(import.meta.url);`,
	'link.js': { link: 'real/main.js' },
}, { args: [ 'link.js' ] });
conforms('a main module behind a symbolic link that is preserved', {
	'real/main.js': `import './x.js'; console.log(import.meta.url, process.argv[1]);`,
	'x.js': `console.log('beside the link', import.meta.url);`,
	'real/x.js': `console.log(import.meta.url);`,
	'link.js': { link: 'real/main.js' },
}, { args: [ '--preserve-symlinks', '--preserve-symlinks-main', 'link.js' ] });
conforms('a path with unusual characters', {
	'a b/ü#%25?.js': `import './x y.js'; console.log(import.meta.url, import.meta.filename, import.meta.dirname); console.log(new Error('x').stack);`,
	'a b/x y.js': `console.log(import.meta.url); if (!import.meta.url.includes('?')) { await import('./x%20y.js?1'); await import('./z%23.js'); }`,
	'a b/z#.js': `console.log(import.meta.url);`,
}, { args: [ 'a b/ü#%25?.js' ] });
conforms('text given on the command line', { 'x.js': 'export const x = 1;' }, { args: [
	'--input-type=module',
	'-e',
	`import { x } from './x.js'; console.log(x, import.meta.url.startsWith('file:'), import.meta.dirname, typeof require, process.argv.length); await 0;`,
] });
conforms('text given on the command line that is CommonJS', { 'x.js': 'export const x = 1;' }, { args: [ '-e', `import('./x.js').then(({ x }) => console.log(x, typeof require));` ] });
conforms('text given on standard input', { 'x.js': 'export const x = 1;' }, { args: [ '--input-type=module', '-' ], stdin: `import { x } from './x.js'; console.log(x);` });
conforms('printing the value of a text', { 'x.js': '' }, { args: [ '-p', '1 + 1' ] });
conforms('checking the syntax only', { 'main.js': `console.log('never'); let a = ;` }, { args: [ '--check', 'main.js' ] });

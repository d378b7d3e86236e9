// Which file a specifier stands for, and which specifiers stand for the same module.
import { conforms } from './support/conforms.js';

conforms('query strings and fragments are modules of their own', {
	'main.js': `
		import * as a from './x.js'; import * as b from './x.js?1'; import * as c from './x.js#1'; import * as d from './x.js?1#1'; import * as e from './x.js?1'; import * as f from './x.js?'; import * as g from './x.js#'; import * as h from './%78.js'; import * as i from './/x.js'; import * as j from './lib/../x.js';
		const all = [ a, b, c, d, e, f, g, h, i, j ]; console.log(all.map(one => all.indexOf(one)), all.map(one => one.url.split('/').slice(-2).join('/'))); console.log(globalThis.runs);
		console.log((await import('./x.js?1')) === b, (await import('./x.js?' + 2)).url, (await import(import.meta.resolve('./x.js'))) === a, (await import(new URL('./x.js#1', import.meta.url))) === c); for (const ns of all) console.log(ns.dep === a.dep);`,
	'x.js': `globalThis.runs = (globalThis.runs ?? 0) + 1; export const url = import.meta.url; export * from './dep.js';`,
	'dep.js': `export const dep = {};`,
});

conforms('#imports, self-reference and conditions', {
	'main.js': [
		`import a from '#a'; import b from '#b/x.js'; import c from 'self'; import d from 'self/sub'; import e from '#dep'; import f from '#cond';`,
		`import g from '#builtin'; console.log(a, b, c, d, e, f, typeof g.readFileSync);`,
		`for (const name of [ '#none', '#', '#/x', 'self/none', '#null', '#bad' ]) await import(name).catch(error => console.log(error.code, error.message));`,
	].join(' '),
	'package.json': JSON.stringify({
		name: 'self',
		type: 'module',
		exports: { '.': './index.js', './sub': './sub.js' },
		imports: {
			'#a': './a.js',
			'#b/*': './b/*',
			'#dep': 'dep',
			'#cond': { custom: './custom.js', node: './node.js', default: './default.js' },
			'#builtin': 'node:fs',
			'#null': null,
			'#bad': 'x/../y',
		},
	}),
	'a.js': `export default 'a';`,
	'b/x.js': `export default 'b';`,
	'index.js': `export default 'index';`,
	'sub.js': `export default 'sub';`,
	'custom.js': `export default 'custom';`,
	'node.js': `export default 'node';`,
	'default.js': `export default 'default';`,
	'node_modules/dep/package.json': '{ "name": "dep", "exports": { "custom": "./custom.js", "import": "./import.js", "default": "./default.js" }, "type": "module" }',
	'node_modules/dep/custom.js': `export default 'dep custom';`, 'node_modules/dep/import.js': `export default 'dep import';`,
});

const conditions = {
	'main.js': [
		`import f from '#cond'; import dep from 'dep';`,
		`console.log(f, dep, import.meta.resolve('dep').split('/').pop(), import.meta.resolve('#cond').split('/').pop(), (await import('dep')).default);`,
	].join(' '),
	'package.json': '{ "name": "self", "type": "module", "imports": { "#cond": { "custom": "./custom.js", "default": "./default.js" } } }',
	'custom.js': `export default 'custom';`, 'default.js': `export default 'default';`,
	'node_modules/dep/package.json': '{ "name": "dep", "exports": { "custom": "./custom.js", "import": "./import.js" }, "type": "module" }',
	'node_modules/dep/custom.js': `export default 'dep custom';`, 'node_modules/dep/import.js': `export default 'dep import';`,
};
conforms('conditions given on the command line', conditions, { args: [ '-C', 'custom', 'main.js' ] });
conforms('conditions not given', conditions);
conforms('conditions given in NODE_OPTIONS', conditions, { env: { NODE_OPTIONS: '--conditions=custom' } });

conforms('exports of packages', {
	'main.js': [
		`for (const name of [ 'pkg', 'pkg/a', 'pkg/a.js', 'pkg/lib/x.js', 'pkg/lib/private/y.js', 'pkg/package.json', 'pkg/dir/', 'pkg/x/../a', 'pkg/array',`,
		`'pkg/dir/a.js', '@scope/pkg', '@scope/pkg/deep', 'old', 'old/lib/z.js', 'old/lib/z', 'main-only', 'nested' ]) await import(name,`,
		`name.endsWith('json') ? { with: { type: 'json' }`,
		'} : {}).then(ns => console.log(name, ns.default), error => console.log(name, error.code, error.message));',
	].join(' '),
	'node_modules/pkg/package.json': JSON.stringify({
		name: 'pkg',
		type: 'module',
		exports: { '.': './index.js', './a': './a.js', './lib/*': './lib/*', './lib/private/*': null, './array': [ './missing-first.js', './a.js' ], './nest': { node: { import: './a.js' } } },
	}),
	'node_modules/pkg/index.js': `export default 'pkg';`,
	'node_modules/pkg/a.js': `export default 'a';`,
	'node_modules/pkg/lib/x.js': `export default 'x';`,
	'node_modules/pkg/lib/private/y.js': `export default 'y';`,
	'node_modules/@scope/pkg/package.json': '{ "name": "@scope/pkg", "type": "module", "exports": { ".": "./i.js", "./deep": "./d.js" } }',
	'node_modules/@scope/pkg/i.js': `export default 'scope';`,
	'node_modules/@scope/pkg/d.js': `export default 'deep';`,
	'node_modules/old/package.json': '{ "name": "old" }', 'node_modules/old/index.js': `module.exports = 'old';`, 'node_modules/old/lib/z.js': `module.exports = 'z';`,
	'node_modules/main-only/package.json': '{ "name": "main-only", "main": "lib" }', 'node_modules/main-only/lib/index.js': `module.exports = 'main only';`,
	'node_modules/nested/package.json': '{ "name": "nested", "type": "module", "main": "./n.js" }',
	'node_modules/nested/n.js': `export { default } from 'dep';`,
	'node_modules/nested/node_modules/dep/package.json': '{ "name": "dep", "type": "module", "main": "./d.js" }',
	'node_modules/nested/node_modules/dep/d.js': `export default 'nested dep';`,
});

conforms('symbolic links stand for what they point at', {
	'main.js': [
		`import * as a from './link.js'; import * as b from './real.js'; import * as c from './linked-folder/x.js'; import * as d from './folder/x.js';`,
		`import * as p from 'linked'; console.log(a === b, c === d, a.url, c.url, p.url);`,
	].join(' '),
	'real.js': `export const url = import.meta.url;`, 'link.js': { link: 'real.js' }, 'folder/x.js': `export const url = import.meta.url;`, 'linked-folder': { link: 'folder' },
	'packages/linked/package.json': '{ "name": "linked", "type": "module", "exports": "./index.js" }',
	'packages/linked/index.js': `export const url = import.meta.url;`,
	'node_modules/linked': { link: '../packages/linked' },
});
conforms('symbolic links that are preserved', {
	'main.js': `import * as a from './link.js'; import * as b from './real.js'; console.log(a === b, a.url, b.url);`,
	'real.js': `export const url = import.meta.url;`, 'link.js': { link: 'real.js' },
}, { args: [ '--preserve-symlinks', 'main.js' ] });

conforms('the kind of a file', {
	'main.js': [
		`for (const name of [ './a.mjs', './b.cjs', './cjs/c.js', './esm/d.js', './none/e.js', './none/f.js', './g', './h.txt', './esm/i',`,
		`'./none/k.mjs' ]) await import(name).then(ns => console.log(name, { ...ns }),`,
		'error => console.log(name, error.name, error.code));',
	].join(' '),
	'a.mjs': 'export default typeof require;',
	'b.cjs': 'module.exports = typeof require;',
	'cjs/package.json': '{ "type": "commonjs" }',
	'cjs/c.js': 'module.exports = typeof require;',
	'esm/package.json': '{ "type": "module" }',
	'esm/d.js': 'export default typeof require;',
	'none/package.json': '{}',
	'none/e.js': 'export default typeof require;',
	'none/f.js': 'module.exports = typeof require;',
	'g': 'export default typeof require;',
	'h.txt': 'text',
	'esm/i': 'export default typeof require;',
	'none/k.mjs': 'export default 1',
}, { known: 'what the cache has is not read again, so Node does not warn of it again' });

conforms('a file URL, an absolute path, dots', {
	'lib/main.js': [
		`import { pathToFileURL } from 'node:url'; const x = await import('../x.js');`,
		`for (const name of [ new URL('../x.js', import.meta.url).href, new URL('../x.js', import.meta.url).pathname, './../x.js', '../lib/../x.js',`,
		`'.././x.js', './/../x.js', '..//x.js' ]) await import(name).then(ns => console.log(ns === x, ns.url === x.url),`,
		'error => console.log(error.code));',
	].join(' '),
	'x.js': 'export const url = import.meta.url;',
}, { args: [ 'lib/main.js' ] });

conforms('an import of a folder or of nothing', {
	'main.js': `for (const name of [ '.', './', '..', './folder', './folder/', './folder/index' ]) await import(name).catch(error => console.log(name, error.code, error.message, error.url));`,
	'folder/index.js': '',
});

// import(): its arguments, its promises, and what it says the second time.
import { conforms } from './support/conforms.js';

conforms('a module that threw throws the same error again', {
	'main.js': `
		const one = await import('./throws.js').catch(error => error);
		const two = await import('./throws.js').catch(error => error);
		const three = await import('./user.js').catch(error => error);
		console.log(one === two, two === three, one.message, globalThis.runs);`,
	'throws.js': `globalThis.runs = (globalThis.runs ?? 0) + 1; throw new Error('thrown');`,
	'user.js': `import './throws.js';`,
});

conforms('a module that rejects while one of its packages waits is not waited with', {
	'node_modules/waits/package.json': '{"type":"module","exports":"./index.js"}',
	'node_modules/waits/index.js': `console.log('waits'); await new Promise(resolve => { globalThis.go = resolve; }); console.log('goes on');`,
	'main.js': `
		const tell = name => import(name).then(() => console.log(name), error => console.log(name, error.message));
		await tell('./user.js');
		await tell('./user.js');
		globalThis.go();
		await import('waits');
		await tell('./user.js');`,
	'user.js': `import 'waits'; import './between.js'; console.log('user');`,
	'between.js': `import './rejects.js'; console.log('between');`,
	'rejects.js': `console.log('rejects'); await null; throw new Error('rejected');`,
}, { shows: /rejected\n\.\/user\.js rejected\ngoes on/ });

conforms('a module that rejects in front of a package that waits is not waited with', {
	'node_modules/waits/package.json': '{"type":"module","exports":"./index.js"}',
	'node_modules/waits/index.js': `console.log('waits'); await new Promise(resolve => { globalThis.go = resolve; }); console.log('goes on'); throw new Error('too late');`,
	'main.js': `
		process.on('unhandledRejection', error => console.log('unhandled', error.message));
		const tell = name => import(name).then(() => console.log(name), error => console.log(name, error.message));
		await tell('./user.js');
		globalThis.go();
		await tell('waits');`,
	'user.js': `import './rejects.js'; import 'waits'; console.log('user');`,
	'rejects.js': `await null; throw new Error('rejected');`,
});

conforms('a module that could not be found may be there the second time', {
	'main.js': `
		import { writeFileSync } from 'node:fs';
		const tell = name => import(name).then(ns => console.log(ns.value), error => console.log(error.code, error.message.replace(/ imported from .*/, '')));
		await tell('./late.js');
		writeFileSync(new URL('./late.js', import.meta.url), 'export const value = 1;');
		await tell('./late.js');
		await tell('./late.js?again');`,
}, { writes: [ 'late.js' ] });

conforms('a module whose text did not parse, mended before the second time', {
	'main.js': `
		import { writeFileSync } from 'node:fs';
		const tell = name => import(name).then(ns => console.log(ns.value), error => console.log(error.name, error.message));
		writeFileSync(new URL('./late.js', import.meta.url), 'export const value = ;');
		await tell('./late.js');
		writeFileSync(new URL('./late.js', import.meta.url), 'export const value = 1;');
		await tell('./late.js');
		await tell('./late.js?again');`,
}, { writes: [ 'late.js' ], known: 'Node 20 remembers what could not be loaded', knownOn: major => major === 20 });

conforms('a missing import of a module, mended before the second time', {
	'user.js': `import { value } from './dependency.js'; export { value };`,
	'main.js': `
		import { writeFileSync } from 'node:fs';
		const tell = name => import(name).then(ns => console.log(ns.value), error => console.log(error.name, error.code, error.message.replace(/'[^']*\\//g, "'")));
		await tell('./user.js');
		writeFileSync(new URL('./dependency.js', import.meta.url), 'export const value = 1;');
		await tell('./user.js');
		await tell('./user.js?again');
		await tell('./dependency.js');`,
}, { writes: [ 'dependency.js' ], known: 'Node 20 and 22 remember what could not be loaded', knownOn: major => major < 24 });

conforms('a module that does not link, mended before the second time', {
	'user.js': `import { value } from './dependency.js'; export { value };`,
	'dependency.js': `export const other = 1;`,
	'main.js': `
		import { writeFileSync } from 'node:fs';
		const tell = name => import(name).then(ns => console.log(ns.value), error => console.log(error.name, error.code, error.message));
		await tell('./user.js');
		await tell('./dependency.js');
		writeFileSync(new URL('./dependency.js', import.meta.url), 'export const value = 1;');
		await tell('./user.js');
		await tell('./user.js?again');
		await tell('./dependency.js');`,
}, { writes: [ 'dependency.js' ] });

conforms('the specifier may be anything', {
	'x.js': 'export const x = 1;',
	'main.js': `
		const values = [
			() => import({ toString: () => './x.js' }), () => import({ toString: null, valueOf: () => './x.js' }),
			() => import({ toString() { throw new Error('from toString'); } }), () => import(Symbol('s')), () => import(undefined), () => import(null), () => import(1),
			() => import({ toString: () => ({}) , valueOf: () => ({}) }), () => import([ './x.js' ]), () => import(new URL('./x.js', import.meta.url)),
			() => import((() => { throw new Error('before'); })()), () => import(Object.create(null)), () => import({ [Symbol.toPrimitive]: hint => hint === 'string' ? './x.js' : './y.js' }),
			() => import(new String('./x.js')), () => import(\`./\${'x'}.js\`), () => import(('./y.js', './x.js')), () => import(1n), () => import(true ? './x.js' : './y.js'),
		];
		for (const value of values) {
			try {
				const promise = value();
				console.log(Object.getPrototypeOf(promise) === Promise.prototype, promise instanceof Promise);
				await promise.then(ns => console.log(ns.x), error => console.log(error.name, error.code, error.message.replace(/ imported from .*/, '')));
			} catch (error) { console.log('threw', error.message); }
		}`,
});

conforms('the second argument', {
	'x.js': 'export const x = 1;',
	'data.json': '{ "a": [ 1 ] }',
	'main.js': `
		const log = [];
		const values = [
			() => import('./x.js', undefined), () => import('./x.js', {}), () => import('./x.js', { with: undefined }), () => import('./x.js', { with: {} }),
			() => import('./x.js', null), () => import('./x.js', 1), () => import('./x.js', 'a'), () => import('./x.js', () => 1), () => import('./x.js', { with: null }), () => import('./x.js', { with: 1 }),
			() => import('./x.js', { with: { type: 1 } }), () => import('./x.js', { with: { type: 'json' } }), () => import('./x.js', { with: { unknown: 'a' } }), () => import('./x.js', { with: { type: 'unknown' } }),
			() => import('./data.json'), () => import('./data.json', { with: { type: 'json' } }), () => import('./data.json', { with: { Type: 'json' } }),
			() => import('./x.js', { get with() { throw new Error('from with'); } }), () => import('./x.js', { with: { get type() { throw new Error('from type'); } } }),
			() => import('./x.js', { with: new Proxy({}, { ownKeys() { throw new Error('from ownKeys'); } }) }),
			() => import('./x.js', { with: { [Symbol('s')]: 1 } }), () => import('./x.js', { with: Object.create({ type: 'json' }) }), () => import('./x.js', { with: Object.defineProperty({}, 'type', { value: 'json', enumerable: false }) }),
			() => import('./x.js', (() => { throw new Error('before'); })()), () => import('./x.js', [] ), () => import('./x.js', { with: [] }), () => import('./x.js', { with: { type: undefined } }),
			() => import({ toString() { log.push('specifier'); return './x.js'; } }, { get with() { log.push('with'); return { get type() { log.push('type'); return 1; } }; } }),
			() => import({ toString() { throw new Error('specifier'); } }, 1),
			() => import('./missing.js', { with: { type: 'unknown' } }),
			() => import((log.push('1'), './x.js'), (log.push('2'), {})),
			() => import('./x.js', ),
			() => import('./x.js', {}, ),
		];
		for (const [ index, value ] of values.entries()) {
			try {
				await value().then(ns => console.log(index, Object.keys(ns), { ...ns }), error => console.log(index, error.name, error.code, error.message.replaceAll(/file:[^ "']*\\//g, '')));
			} catch (error) { console.log(index, 'threw', error.message); }
		}
		console.log(log);`,
}, { known: 'Node 20 and 22 take `assert` before `with`, and have words of their own', knownOn: major => major < 24 });

conforms('each import() is a promise of its own, for the same namespace', {
	'x.js': 'export const x = 1;',
	'main.js': `
		const one = import('./x.js'), two = import('./x.js');
		console.log(one === two, await one === await two, one.constructor === Promise, Object.keys(one));
		import * as ns from './x.js';
		console.log(await one === ns); Promise.all([ import('./main.js'), import(import.meta.url) ]).then(([ a, b ]) => console.log(a === b)); export {};`,
});

conforms('import() of a namespace with a then', {
	'main.js': `
		console.log(await import('./then.js'));
		console.log(await import('./then-throws.js').catch(error => error.message));
		console.log(typeof (await import('./then-value.js')).then);
		console.log(await Promise.resolve(import('./then.js')));`,
	'then.js': `export function then(resolve) { console.log('then', this[Symbol.toStringTag]); resolve('from then'); }`,
	'then-throws.js': `export const then = () => { throw new Error('from then'); };`,
	'then-value.js': `export const then = 1;`,
});

conforms('import() everywhere', {
	'x.js': 'export const x = 1; export default class { }; export const f = function () { return this === undefined || typeof this; };',
	'main.js': `
		const { x, default: Default } = await import('./x.js');
		console.log(x, new Default() instanceof Default, new (await import('./x.js')).default().constructor.name, (await import('./x.js')).f());
		const f = async (a = import('./x.js')) => (await a).x;
		console.log(await f());
		class A { static p = import('./x.js'); m() { return import('./x.js'); } get g() { return import('./x.js'); } #p = import('./x.js'); async p() { return (await this.#p).x; } }
		console.log((await A.p).x, (await new A().m()).x, (await new A().g).x, await new A().p());
		function* g() { yield import('./x.js'); }
		for await (const ns of g()) console.log(ns.x);
		console.log(typeof import('./x.js'), !import('./x.js'), [ import('./x.js') ].length, (await import('./x.js'))?.x, await import('./x.js').then(({ x }) => x));
		console.log(await eval("import('./x.js')").then(ns => ns.x), await (0, eval)("import('./x.js')").then(ns => ns.x, error => error.code), await new Function("return import('./x.js')")().then(ns => ns.x, error => error.code));
		const import_ = { import: 1, meta: 2 }; console.log(import_.import, { import: 3 }.import);
		const o = { import(x) { return x; }, async *gen() { yield (await import('./x.js')).x; } }; console.log(o.import(4), (await o.gen().next()).value);
		switch ((await import('./x.js')).x) { case 1: console.log('one'); }
		label: for (const k in await import('./x.js')) { console.log(k); continue label; }`,
});

conforms('import() in evaluated text of a module without top-level await, started a second time too', {
	'x.js': 'export default 1;',
	'main.js': `
		const told = name => [ ({ default: x }) => console.log(name, x), error => console.log(name, error.code) ];
		// One after the other: which of several imports at a time is there first is a matter of chance where hooks have a thread of their own.
		eval("import('./x.js')").then(...told('direct'))
			.then(() => (0, eval)("import('./x.js')").then(...told('indirect')))
			.then(() => new Function("return import('./x.js')")().then(...told('Function')))
			.then(() => { const AsyncFunction = (async () => { }).constructor; return new AsyncFunction("return import('./x.js')")().then(...told('AsyncFunction')); });`,
}, { shows: /indirect/ });

conforms('import() in timers, events and workers of what the module brought in', {
	'lib/x.js': `export const x = 'lib'; export const load = () => import('./y.js'); export const later = () => new Promise(resolve => setTimeout(() => resolve(import('./y.js')), 1));`,
	'lib/y.js': `export const y = 'lib y';`,
	'y.js': `export const y = 'y';`,
	'main.js': `import { load, later } from './lib/x.js'; console.log((await load()).y, (await later()).y, (await import('./y.js')).y);`,
});

conforms('many at once', {
	'main.js': `const all = await Promise.all(Array.from({ length: 50 }, (_, n) => import('./x.js?' + n % 10))); console.log(new Set(all).size, globalThis.runs);`,
	'x.js': `globalThis.runs = (globalThis.runs ?? 0) + 1; await 0;`,
});

conforms('an error that only CommonJS would not have is explained by Node', {
	'main.js': `
		for (const name of [ './a.js', './a.js', './b.mjs', './c.js?x=1#y', './d.js', './e.js', './f.js', './g.js', './not.js' ]) await import(name).catch(error => console.log(name, error.name, error.message.replaceAll(process.cwd(), 'CWD'), error.code, Object.keys(error)));`,
	'a.js': `module.exports = 1;`,
	'b.mjs': `exports.a = 1;`,
	'c.js': `console.log(__dirname);`,
	'd.js': `import './a.js';`,
	'e.js': `await 0; require('node:fs');`,
	'f.js': `import './g.js'; await 0;`,
	'g.js': `console.log(__filename);`,
	'not.js': `missing;`,
}, { shows: /in ES module scope/ });

conforms('an error that only CommonJS would not have, in the main module', { 'main.js': `const fs = require('fs');\nconsole.log(fs);` }, { shows: /in ES module scope/ });

conforms('an unhandled rejection of import() ends the program', {
	'main.js': `import('./throws.js');\nsetTimeout(() => console.log('never'), 10_000);`,
	'throws.js': `throw new TypeError('unhandled');`,
}, { shows: /unhandled/ });

conforms('an unhandled rejection of import() of nothing ends the program', {
	'main.js': `import('./missing.js');\nsetTimeout(() => console.log('never'), 10_000);`,
}, { shows: /ERR_MODULE_NOT_FOUND/ });

conforms('what is no module at all, by its media type', {
	'main.js': [
		`for (const url of [ 'data:text/plain,x', 'data:,x', 'data:image/png;base64,AA', 'data:application/json,{}', 'data:text/javascript;charset=utf-8,export default 1' ])`,
		`await import(url).then(({ default: value }) => console.log(value), error => console.log(error.name, error.code, error.message, Object.keys(error)));`,
		`import('./imports.js').catch(error => console.log(error.message));`,
	].join(' '),
	'imports.js': `import 'data:text/plain,static';`,
});

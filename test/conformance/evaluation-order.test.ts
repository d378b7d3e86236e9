// The order in which modules run, with what is not hot in between.
import { conforms } from './support/conforms.js';

const commonjs = {
	'node_modules/cjs/package.json': '{ "name": "cjs", "main": "index.js" }',
	'node_modules/cjs/index.js': `console.log('cjs', globalThis.instrumented); exports.a = 1;`,
	'node_modules/esm/package.json': '{ "name": "esm", "type": "module", "exports": "./index.js" }',
	'node_modules/esm/index.js': `import 'cjs'; console.log('esm', globalThis.instrumented); export const b = 2;`,
	'node_modules/tla/package.json': '{ "name": "tla", "type": "module", "exports": "./index.js" }',
	'node_modules/tla/index.js': `console.log('tla starts'); await 0; console.log('tla ends'); export const c = 3;`,
};

conforms('a package runs in its place, after the modules in front of it', {
	...commonjs,
	'main.js': `import './instrumentation.js';\nimport { a } from 'cjs';\nimport './after.js';\nimport { b } from 'esm';\nconsole.log('main', a, b);`,
	'instrumentation.js': `globalThis.instrumented = true; console.log('instrumentation');`,
	'after.js': `console.log('after');`,
}, { shows: /instrumentation\ncjs true\nafter\nesm true\nmain 1 2/ });

conforms('a package that is imported first runs first', {
	...commonjs,
	'main.js': `import { b } from 'esm';\nimport './instrumentation.js';\nimport { a } from 'cjs';\nconsole.log('main', a, b);`,
	'instrumentation.js': `globalThis.instrumented = true; console.log('instrumentation');`,
});

conforms('packages deep in the graph run in their places', {
	...commonjs,
	'main.js': `import './a.js';\nimport './b.js';\nconsole.log('main');`,
	'a.js': `import './a1.js';\nimport 'cjs';\nimport './a2.js';\nconsole.log('a');`,
	'a1.js': `console.log('a1');`,
	'a2.js': `import 'esm'; console.log('a2');`,
	'b.js': `import 'cjs'; import './b1.js'; import 'node:fs'; console.log('b');`,
	'b1.js': `console.log('b1');`,
});

conforms('a package with top-level await runs in its place', {
	...commonjs,
	'main.js': `import './a.js';\nimport { c } from 'tla';\nimport './b.js';\nimport 'cjs';\nconsole.log('main', c);`,
	'a.js': `console.log('a');`,
	'b.js': `console.log('b');`,
});

conforms('a package with top-level await beside modules with top-level await', {
	...commonjs,
	'main.js': `import './a.js';\nimport 'tla';\nimport './b.js';\nimport './c.js';\nconsole.log('main');`,
	'a.js': `console.log('a1'); await 0; console.log('a2'); await 0; console.log('a3');`,
	'b.js': `console.log('b1'); await 0; console.log('b2'); await 0; console.log('b3'); await 0; console.log('b4');`,
	'c.js': `import './b.js'; import 'cjs'; console.log('c');`,
});

conforms('modules behind a package that waits start while it waits', {
	...commonjs,
	'main.js': `import './a.js';\nimport { c } from 'tla';\nimport './b.js';\nimport { a } from 'cjs';\nimport './d.js';\nimport './user.js';\nconsole.log('main', a, c);`,
	'a.js': `console.log('a starts'); await 0; console.log('a ends');`,
	'b.js': `console.log('b');`,
	'd.js': `console.log('d'); await 0; console.log('d ends');`,
	'user.js': `import { c } from 'tla'; console.log('user', c);`,
}, { shows: /tla starts\nb\ncjs undefined\nd\n/ });

conforms('a package starts while a module in front of it waits, wherever it is imported', {
	...commonjs,
	'main.js': [
		`for (const name of [ './all.js', './user.js', './missing.js', './all.js' ]) await import(name).then(ns => console.log(name, ns.value),`,
		'error => console.log(name, error.name, error.message));',
	].join(' '),
	'all.js': `import './waits.js'; import { a } from 'cjs'; import './b.js'; import { b } from 'esm'; import './d.js'; import { c } from 'tla'; import './e.js'; export const value = a + b + c;`,
	'waits.js': `console.log('waits'); await 0; console.log('has waited');`,
	'b.js': `console.log('b');`,
	'd.js': `console.log('d');`,
	'e.js': `console.log('e');`,
	'user.js': `import { c as value } from 'tla'; export { value };`,
	'missing.js': `import './never.js'; import { nothing } from 'unseen';`,
	'never.js': `console.log('never');`,
	'node_modules/unseen/package.json': '{ "name": "unseen", "type": "module", "exports": "./index.js" }',
	'node_modules/unseen/index.js': `console.log('never'); export const something = 1;`,
}, { shows: /waits\ncjs undefined\nb\nesm undefined\nd\ntla starts\ne\nhas waited/ });

conforms('a package throws while a module in front of it waits', {
	'node_modules/bad/package.json': '{ "name": "bad", "main": "index.js" }',
	'node_modules/bad/index.js': `console.log('bad'); throw new Error('from the package');`,
	'main.js': `for (const name of [ './throws.js', './throws.js' ]) await import(name).then(() => console.log('fine'), error => console.log(name, error.message));`,
	'throws.js': `import './waits.js'; import 'bad'; import './never.js';`,
	'waits.js': `console.log('waits'); await 0; console.log('has waited');`,
	'never.js': `console.log('never');`,
}, { known: 'Node 20 also reports it as a rejection nobody sees, with a stack in which our frames take the last places', knownOn: major => major === 20 });

conforms('a package that waits and then throws', {
	'node_modules/late/package.json': '{ "name": "late", "type": "module", "exports": "./index.js" }',
	'node_modules/late/index.js': `console.log('late'); await 0; await 0; throw new Error('late throws');`,
	'main.js': `for (const name of [ './a.js', './b.js', 'late', './a.js' ]) await import(name).then(() => console.log('fine'), error => console.log(name, error.message));`,
	'a.js': `import './waits.js'; import 'late'; import './b.js'; console.log('never');`,
	'b.js': `console.log('b');`,
	'waits.js': `console.log('waits'); await 0; console.log('has waited');`,
}, { shows: /late\nb\nhas waited\n\.\/a\.js late throws/ });

conforms('a package that waits and then throws, below the main module', {
	'node_modules/late/package.json': '{ "name": "late", "type": "module", "exports": "./index.js" }',
	'node_modules/late/index.js': `console.log('late'); await 0; await 0; throw new Error('late throws');`,
	'main.js': `import 'late'; import './b.js'; console.log('never');`,
	'b.js': [
		`console.log('b'); setImmediate(() => console.log('never'));`,
		`process.on('uncaughtException', error => { console.log(error.message); import('./c.js').catch(again => console.log(again === error)); });`,
	].join(' '),
	'c.js': `import 'late';`,
});

conforms('a module that waits rejects while a package behind it waits', {
	...commonjs,
	'main.js': `for (const name of [ './a.js', './b.js', './a.js' ]) await import(name).then(() => console.log('fine'), error => console.log(name, error.message));`,
	'a.js': `import './rejects.js'; import 'tla'; import './b.js'; console.log('never');`,
	'b.js': `console.log('b');`,
	'rejects.js': `console.log('rejects'); await 0; throw new Error('rejected');`,
});

conforms('a package that throws stops what comes after it', {
	'node_modules/bad/package.json': '{ "name": "bad", "main": "index.js" }',
	'node_modules/bad/index.js': `console.log('bad'); throw new Error('from the package');`,
	'main.js': `import './before.js';\nimport 'bad';\nimport './after.js';`,
	'before.js': `console.log('before');`,
	'after.js': `console.log('after');`,
});

conforms('a package that throws, imported again', {
	'node_modules/bad/package.json': '{ "name": "bad", "type": "module", "exports": { "./a": "./a.js", "./b": "./b.cjs" } }',
	'node_modules/bad/a.js': `console.log('bad a'); throw new Error('a');`,
	'node_modules/bad/b.cjs': `console.log('bad b'); throw new Error('b');`,
	'main.js': `
		const seen = [];
		for (const name of ['./a.js', './b.js', './a.js', './b.js', 'bad/a', 'bad/b']) {
			try { await import(name); } catch (error) { console.log(name, error.message, seen.includes(error)); seen.push(error); }
		}`,
	'a.js': `import './before.js'; import 'bad/a'; console.log('never');`,
	'b.js': `import './before.js'; import 'bad/b'; console.log('never');`,
	'before.js': `console.log('before');`,
}, { known: 'Node 20 reports a rejection that nobody sees if the package is not imported again before the next tick, and to resolve a name takes one', knownOn: major => major === 20 });

conforms('modules run depth first, each once', {
	'main.js': `import './a.js'; import './b.js'; import './c.js'; console.log('main');`,
	'a.js': `import './c.js'; import './d.js'; console.log('a');`,
	'b.js': `import './d.js'; import './a.js'; console.log('b');`,
	'c.js': `import './d.js'; console.log('c');`,
	'd.js': `console.log('d');`,
});

conforms('cycles run as the specification says', {
	'main.js': `import { a } from './a.js'; console.log('main', a());`,
	'a.js': `import { b, early } from './b.js'; export function a() { return 'a' + b(); } export let late = 1; console.log('a', early);`,
	'b.js': `
		import { a, late } from './a.js'; import { c } from './c.js';
		export function b() { return 'b' + late; }
		export const early = typeof a + c;
		try { late; } catch (error) { console.log(error.name, error.message); }
		console.log('b');`,
	'c.js': [
		`import { b } from './b.js'; import * as all from './a.js'; export const c = typeof b + Reflect.ownKeys(all).length;`,
		`try { all.late } catch (error) { console.log(error.message); } console.log('c');`,
	].join(' '),
});

conforms('a module that imports itself', {
	'main.js': `import * as self from './main.js'; import { f, v, l } from './main.js';
		console.log(typeof f, v, f(), self.v);
		try { l; } catch (error) { console.log(error.message); }
		try { self.l; } catch (error) { console.log(error.message); }
		export function f() { return 1; } export var v = 2; export let l = 3;
		console.log(v, l, self.l, self.f === f);`,
});

conforms('a hot function is called by a package before its module ran', {
	'main.js': `import './b.js'; export function hoisted() { return 'hoisted'; } export const later = 1;`,
	'b.js': `import { hoisted, later } from './main.js'; console.log(hoisted()); try { later } catch (error) { console.log(error.message); } console.log([ 1 ].map(hoisted));`,
});

conforms('a module that throws stops the ones after it, and only import() of what did not run runs it', {
	'main.js': `
		const again = name => import(name).then(() => 'fine', error => error.message);
		console.log(await again('./a.js'));
		console.log(await again('./a.js'), await again('./throws.js'), await again('./before.js'), await again('./after.js'), await again('./user.js'));
		export {};`,
	'a.js': `import './before.js'; import './throws.js'; import './after.js'; console.log('never');`,
	'before.js': `console.log('before');`,
	'throws.js': `console.log('throws'); throw new Error('thrown');`,
	'after.js': `console.log('after');`,
	'user.js': `import './after.js'; import './throws.js'; console.log('never');`,
});

conforms('a cycle in which one throws', {
	'main.js': `
		const again = name => import(name).then(() => 'fine', error => error.message);
		for (const name of [ './a.js', './b.js', './c.js', './d.js', './a.js' ]) console.log(name, await again(name));`,
	'a.js': `import './b.js'; console.log('a');`,
	'b.js': `import './c.js'; console.log('b'); throw new Error('b throws');`,
	'c.js': `import './a.js'; import './d.js'; console.log('c');`,
	'd.js': `console.log('d');`,
});

conforms('anything may be thrown', {
	'main.js': `
		for (const name of [ 'undefined', 'null', '0', 'Symbol.iterator', '{ then: 1 }', 'Promise.resolve(1)', '() => 1' ]) {
			const url = 'data:text/javascript,' + encodeURIComponent('throw ' + name);
			const own = './throw.js?' + encodeURIComponent(name);
			globalThis.thrown = name;
			for (const each of [ url, own, own ]) {
				await import(each).then(() => console.log('fine'), error => console.log(name, typeof error, error === undefined, String(typeof error === 'object' ? 'object' : error === null ? null : typeof error === 'symbol' ? 'symbol' : error)));
			}
		}`,
	'throw.js': [
		`const values = { undefined, null: null, 0: 0, 'Symbol.iterator': Symbol.iterator, '{ then: 1 }': { then: 1 },`,
		`'Promise.resolve(1)': Promise.resolve(1), '() => 1': () => 1 };`,
		'throw values[globalThis.thrown];',
	].join(' '),
});

conforms('a chain of three hundred modules', {
	'main.js': `import { value } from './m0.js'; console.log(value);`,
	...Object.fromEntries(Array.from({ length: 300 }, (_, index) => [
		`m${index}.js`,
		index === 299 ? 'export const value = 0;' : `import { value as before } from './m${index + 1}.js'; export const value = before + 1;`,
	])),
}, { shows: /299/ });

conforms('import() of a module in the middle of its own evaluation waits for it', {
	'main.js': `console.log('start'); const p = import('./main.js').then(ns => console.log('self', ns.x)); export const x = 1; await 0; console.log('end');`,
});

conforms('a dynamic import from a module that runs starts after it', {
	'main.js': `import './a.js'; console.log('main');`,
	'a.js': `import('./b.js').then(ns => console.log('then', ns.b)); console.log('a');`,
	'b.js': `console.log('b'); export const b = 1;`,
});

// Programs for the rows of the README's "Known differences" that no other file here has one for. Each fails as soon as it conforms.
import { conforms } from './support/conforms.js';

const x = { 'x.js': 'export const f = 1, g = () => 1, o = { f: 1 };' };

conforms('V8 quotes the code that it runs when a member of an import is called and is no function', {
	...x,
	'main.js': [
		`import { f, o } from './x.js'; import * as ns from './x.js';`,
		'for (const run of [ () => f.x(), () => new f(), () => o.f(), () => (0, f)(), () => import.meta() ]) try { run();',
		'} catch (error) { console.log(error.message); }',
	].join(' '),
}, { known: 'V8 quotes the transformed text' });

conforms('the column of what stands behind a call of an import on its line', {
	...x,
	'main.js': `import { g } from './x.js'; g(); console.log(/:(\\d+:\\d+)\\)?$/m.exec(new Error().stack)[1]);`,
}, { known: 'the transformed text is longer' });

conforms('the line of the same, and the column of what stands in front of all edits', {
	...x,
	'main.js': `import { g } from './x.js';\nconsole.log(/:(\\d+:\\d+)\\)?$/m.exec(new Error().stack)[1], g());\n\tg(); console.log(/:(\\d+):\\d+\\)?$/m.exec(new Error().stack)[1]);`,
});

conforms('the frames under the entry of a program', {
	...x,
	'main.js': `import { g } from './x.js'; g(); console.log(new Error().stack.split('\\n').slice(2).map(line => /node:/.test(line)));`,
}, { known: 'the frames of hot-runtime stand there too' });

conforms('an ES module that is imported and required', {
	'main.js': `import { n } from './x.mjs'; import { createRequire } from 'node:module'; console.log(n, createRequire(import.meta.url)('./x.mjs').n);`,
	'x.mjs': `globalThis.count = (globalThis.count ?? 0) + 1; export const n = globalThis.count;`,
}, { known: 'on Node 20 require passes no hooks', knownOn: major => major === 20 });

conforms('a name that __lookupGetter__ looks up in a namespace in its dead zone', {
	'main.js': `import './b.js'; export let a = 1;`,
	'b.js': `import * as ns from './main.js'; try { console.log(Object.prototype.__lookupGetter__.call(ns, 'a')); } catch (error) { console.log(error.message); }`,
}, { known: 'a proxy is asked for the whole property' });

conforms('a name that is ambiguous in a cycle of star exports', {
	'main.js': `import * as a from './a.js'; import * as b from './b.js'; console.log(Object.keys(a).join(), Object.keys(b).join());`,
	'a.js': `export * from './b.js'; export * from './x1.js';`, 'x1.js': `export const x = 1, y = 1;`,
	'b.js': `export * from './x2.js'; export * from './a.js';`, 'x2.js': `export const x = 2, z = 2;`,
}, { known: 'V8 keeps what it finds half-way round the cycle for the whole answer' });

conforms('a name that is ambiguous in a cycle of star exports, imported by its name', {
	'main.js': `import { x } from './a.js'; console.log(x);`,
	'a.js': `export * from './b.js'; export * from './x1.js';`, 'x1.js': `export const x = 1;`,
	'b.js': `export * from './x2.js'; export * from './a.js';`, 'x2.js': `export const x = 2;`,
});

conforms('microtasks that go by before an import() fails', {
	'main.js': `const import_ = import('./a.js'); let n = 0; globalThis.start = () => { n++; Promise.resolve().then(start); if (n > 99) start = () => {}; }; await import_.catch(() => console.log(n));`,
	'a.js': `start(); throw new Error('at once');`,
}, { known: 'Node takes some microtasks more, another number in each version' });

conforms('assert quotes the code that V8 runs', {
	...x,
	'main.js': `import assert from 'node:assert'; import { g } from './x.js'; try { assert(g() === 2); } catch (error) { console.log(error.message); }`,
}, { known: 'V8 has the transformed text', knownOn: major => major > 20 });

conforms('syncBuiltinESMExports, of a built-in that tells how it was called', {
	'main.js': `import assert, { ok } from 'node:assert'; import { syncBuiltinESMExports } from 'node:module'; assert.ok = () => {}; syncBuiltinESMExports(); console.log(ok === assert.ok);`,
}, { known: 'a name that stays as it is in the text cannot be given another value' });

conforms('where an await never settled', {
	'main.js': `import './x.js';`, 'x.js': `await new Promise(() => {});`,
}, { known: 'Node knows of the entry alone that it waits', knownOn: major => major > 20 });

conforms('a main module that could be CommonJS but for an await', {
	'sub/package.json': '{}', 'sub/main.js': `const fs = require('fs'); await 0;`,
}, { args: [ 'sub/main.js' ], known: 'it is looked at by another part of Node, which warns elsewhere', knownOn: major => major !== 22 });

conforms('an error of a graph in which a package still waits', {
	'main.js': `import 'waits'; import './throws.js';`, 'throws.js': `await 0; throw new Error('thrown');`,
	'node_modules/waits/package.json': '{ "type": "module", "exports": "./index.js" }',
	'node_modules/waits/index.js': `await new Promise(resolve => setTimeout(resolve, 500)); console.log('has waited');`,
}, { known: 'Node is told of the error in the place of the entry, after what stands in front of it' });

conforms('what is published of import()', {
	...x,
	'main.js': `import { subscribe } from 'node:diagnostics_channel'; subscribe('tracing:module.import:start', ({ url }) => console.log(url)); await import('./x.js');`,
}, { known: 'Node tells of what it loads itself', knownOn: major => major > 20 });

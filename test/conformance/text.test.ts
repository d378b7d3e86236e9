// Traps of the text itself: line ends, comments, missing semicolons, first lines.
import { conforms } from './support/conforms.js';

const x = { 'x.js': 'export const a = 1, b = x => x, c = [ 1, 2 ]; export default 4;' };

conforms('a hashbang', { ...x, 'main.js': `#!/usr/bin/env node\nimport { a } from './x.js'; console.log(a, new Error('x').stack.split('\\n')[1].match(/:(\\d+):\\d+\\)?$/)[1]);` });
conforms('a byte order mark', { ...x, 'main.js': `\uFEFFimport { a } from './x.js'; console.log(a);`, 'x.js': '\uFEFFexport const a = 1;' });
conforms('a byte order mark and a hashbang', { 'main.js': `\uFEFF#!/usr/bin/env node\nconsole.log(1);` });
conforms('carriage returns', {
	...x,
	'main.js': `import { a } from './x.js';\r\nconsole.log(a);\r\nconst t = \`x\r\ny\`;\r\nconsole.log(t.length, JSON.stringify(t), String.raw\`\r\n\`.length);\r\nthrow new Error('line 6');\r\n`,
});
conforms('lone carriage returns and other line ends', {
	...x,
	'main.js': `import { a } from './x.js';\rconsole.log(a); // comment\u2028console.log(2)\u2029console.log('\u2028'.length, \`\u2029\`.length)\rconsole.log(a);`,
});
conforms('an empty module', { 'main.js': '', });
conforms('only a comment', { 'main.js': '// only' });
conforms('only a comment, not closed by a line end, in an imported module', {
	'main.js': `import * as ns from './y.js'; import { z } from './z.js'; console.log(Object.keys(ns), z);`,
	'y.js': '// only',
	'z.js': 'export const z = 1; // end',
});
conforms('only an export', { 'main.js': 'export {}' });
conforms('directives', {
	...x,
	'main.js': [
		`'use strict';\n"use asm"; 'anything';\nimport { a } from './x.js';\nconsole.log(a); function f() { 'use strict'; return this; } console.log(f());`,
		`function g() { 'other'; return a; } console.log(g());`,
	].join(' '),
});
conforms('no semicolons', {
	...x,
	'main.js': `import { a, b, c } from './x.js'
import d from './x.js'
const e = a
b(1)
const f = b
(2)
const g = c
[0]
const h = a
/ 2 / 1
let i = 1
;(b)(3)
var j = a
++i
const k = () => { return
a }
const l = b
\`x\`
export { a }
export default d
export const m = a
export * from './x.js'
const n = a
const o = async () => a
const p = a ? b
: c
console.log(e, f, g, h, i, j, k(), l, m, n, o, p)
if (a) b(1)
else b(2)
do b(1); while (0) b(2)
for (const q of c) console.log(q)
console.log(b(1),
b(2)
)
{ a }
a
b
c`,
});
conforms('imports that share a line with everything', {
	...x,
	'main.js': `/* 1 */import{a}from'./x.js';console.log(a);import d from'./x.js'/* 2 */;console.log(d)/**/;export{a as z}/**/from/**/'./x.js';export*from'./x.js';console.log(b(1));import{b}from'./x.js'`,
});
conforms('text that only looks like an import', { ...x, 'main.js': `
	// import { nothing } from './missing.js'
	/* export * from './missing.js' */
	const s = "import x from './missing.js'", t = \`import('./missing.js') \${"import.meta"}\`, r = /import\\(['"]x/, o = { import: 1, export: 2, default: 3, 'import.meta': 4, from: 5, as: 6 };
	console.log(s, t, r, o.import, o.export, o.default, o); class A { import() { return 'import'; } static export = 1; get default() { return 2; } #import = 3; get() { return this.#import; } } console.log(new A().import(), A.export, new A().default, new A().get());
	const from = 1, as = 2, of = 3, async = 4, get = 5, set = 6, static_ = 7, meta = 8, target = 9, type = 10, source = 11, defer = 12; console.log({ from, as, of, async, get, set, static_, meta, target, type, source, defer });
	import type_ from './x.js'; import source_, { a as source2 } from './x.js'; console.log(type_, source_, source2, /[/]import/.test('/import'), 1 / 2 / 1, \`\${\`\${'nested'}\`}\`);` });
conforms('names that are keywords elsewhere', {
	'main.js': [
		`import type from './x.js'; import source from './x.js'; import defer from './x.js'; import from from './x.js'; import as from './x.js';`,
		`import async from './x.js'; import of from './x.js'; import get from './x.js'; console.log(type, source, defer, from, as, async, of, get);`,
	].join(' '),
	...x,
});
conforms('unusual names', {
	'main.js': `import { ünïcödé as ñ, $, _, 变量, \\u{1d4d0} as math, o\\u0062j } from './y.js'; console.log(ñ, $, _, 变量, math, obj, { 变量 }, \`\${$}\`, { $ }.$); const $$ = "$&$1$'"; console.log($$);`,
	'y.js': `export const ünïcödé = 1, $ = 2, _ = 3, 变量 = 4, 𝓐 = 5, obj = 6;`,
});
conforms('very long lines', { 'main.js': `import { a } from './x.js'; const list = [ ${'a, '.repeat(20_000)} ]; console.log(list.length); ${'/* filler */ '.repeat(5_000)} console.log(a);`, ...x });
conforms('deep nesting', {
	'main.js': [
		`import { a } from './x.js';`,
		`console.log(${'('.repeat(300)}a${')'.repeat(300)}, ${'[ '.repeat(200)}a${' ]'.repeat(200)}.flat(Infinity), ${'a + '.repeat(2_000)}0,`,
		`${'(() => '.repeat(100)}a${')'.repeat(100)}.name);`,
	].join(' '),
	...x,
});
conforms('regular expressions of every kind', {
	'main.js': [
		`import { a } from './x.js';`,
		`console.log(/(?<name>x)\\k<name>/u.test('xx'), /[\\p{L}--[a-z]]/v.flags, /(?<=a)b/.test('ab'), a / 2 /a/ 1, [ /]/ ].length, /[/]/.source,`,
		`/(?:)/.test(''));`,
	].join(' '),
	...x,
});
conforms('numbers and strings of every kind', { 'main.js': `import { a } from './x.js'; console.log(1_000, 0b1, 0o7, 0xf, 1n, .5, 5., 1e3, '\\u{1F600}', 'a\\\nb', '\\x41', "\\0", a);`, ...x });
conforms('a source map comment of its own', { 'main.js': `import { a } from './x.js';\nconsole.log(a);\n//# sourceMappingURL=missing.js.map\n`, ...x });
conforms('a source URL of its own', { 'main.js': `import { a } from './x.js';\nconsole.log(a, new Error('x').stack.includes('own-name.js'));\n//# sourceURL=own-name.js\n`, ...x });
conforms('a text that ends in a template, a comment, a regular expression', {
	'main.js': `for (const n of [ 1, 2, 3, 4, 5 ]) console.log((await import('./' + n + '.mjs')).a);`,
	'1.mjs': 'export const a = `x`',
	'2.mjs': 'export const a = 2 /* end */',
	'3.mjs': 'export const a = /x/',
	'4.mjs': 'export const a = 4 // end',
	'5.mjs': 'export const a = () => { }',
});
conforms('invalid UTF-8', { 'main.js': Buffer.from([ ...Buffer.from('console.log("'), 0xff, 0xc3, 0x28, ...Buffer.from('".length, escape("'), 0xff, ...Buffer.from('"));') ]) });
conforms('text in another encoding', { 'main.js': `import './y.js';`, 'y.js': Buffer.from('console.log(1);', 'utf16le') });
conforms('the newest syntax, where Node knows it', {
	'main.js': [
		'const tell = async name => { try { await import(name); } catch (error) { console.log(name, error.name, error.message); } };',
		`for (let n = 0; n < 16; n++) await tell('./s' + n + '.js');`,
	].join(' '),
	'x.js': x['x.js'],
	's0.js': `import defer * as ns from './x.js'; console.log(ns.a);`,
	's1.js': `import source mod from './data.json'; console.log(mod);`,
	's2.js': `import { a } from './x.js' asserts { type: 'javascript' };`,
	's3.js': `using x = null; console.log('using');`,
	's4.js': `await using x = null; console.log('await using');`,
	's5.js': `console.log(/(?i:a)b/.test('Ab'));`,
	's6.js': `console.log(/(?<a>x)|(?<a>y)/.test('y'));`,
	's7.js': `class A { accessor x = 1; }`,
	's8.js': `console.log(Array.fromAsync, Object.groupBy?.name, Iterator?.name);`,
	's9.js': `import { a } from './x.js'; class A { static #p = 1; static has(o) { return #p in o; } } console.log(A.has(A), A.has({}), a);`,
	's10.js': `import json from './data.json' with { type: 'json', }; console.log(json);`,
	's11.js': `export { default as json } from './data.json' with { type: 'json' }; import { json } from './s11.js'; console.log(json);`,
	's12.js': `const a = 1; const b = do { 1; }; console.log(b);`,
	's13.js': `import.defer('./x.js').then(ns => console.log(ns.a));`,
	's14.js': `console.log(1)`,
	's15.js': `for (using x of []); { using of = null; } console.log('for using');`,
	'data.json': '{ "a": 1 }',
});

// What cannot be resolved, parsed or linked: the error, its words, and what is printed of it.
import { conforms } from './support/conforms.js';

/** Prints what `import()` of each specifier says. */
const tell = (...specifiers: string[]): string => `
for (const specifier of ${JSON.stringify(specifiers)}) {
	try {
		await import(specifier);
		console.log(specifier, 'is fine');
	} catch (error) {
		console.log(specifier, error.constructor === globalThis[error.name], error.name, error.code, error.message, Object.keys(error));
	}
}
`;

conforms('a missing export ends the program with the words of V8', {
	'main.js': `import { y } from './x.js';\nconsole.log(y);`,
	'x.js': 'export const x = 1;',
}, { shows: /The requested module '\.\/x\.js' does not provide an export named 'y'/ });

conforms('a missing export is found before anything runs', {
	'main.js': `import './first.js';\nimport './second.js';\nconsole.log('main');`,
	'first.js': `console.log('first');`,
	'second.js': `import { y } from './x.js';`,
	'x.js': `console.log('x');`,
}, { shows: /does not provide/ });

conforms('each kind of missing name has its words', {
	'main.js': tell('./a.js', './b.js', './c.js', './d.js', './e.js', './f.js', './h.js', './i.js', './j.js', './k.js', './l.js', './m.js'),
	'x.js': 'export const x = 1; export default 2;',
	'a.js': `import { y } from './x.js';`,
	'b.js': `import { y as z } from './x.js';`,
	'c.js': `export { y } from './x.js';`,
	'd.js': `export { y as z } from './x.js';`,
	'e.js': `import { "a b" as z } from './x.js';`,
	'f.js': `import missing from './no-default.js';`,
	'g.js': `import { z } from './c.js';`,
	'h.js': `import { y } from './star.js';`,
	'i.js': `import Default from './star-of-default.js';`,
	'j.js': `import { readFileSink } from 'node:fs';`,
	'k.js': `import { y } from './data.json' with { type: 'json' };`,
	'l.js': `import { x, y } from './x.js'; import { q } from './no-default.js';`,
	'm.js': `export { default } from './no-default.js';`,
	'no-default.js': 'export const a = 1;',
	'star.js': `export * from './x.js';`,
	'star-of-default.js': `export * from './x.js';`,
	'data.json': '{ "y": 1 }',
}, { shows: /readFileSink/ });

conforms('a name that two star exports give is ambiguous', {
	'main.js': tell('./import.js', './re-export.js', './fine.js', './same.js', './namespace.js'),
	'one.js': 'export const a = 1; export const one = 1;',
	'two.js': 'export const a = 2; export const two = 2;',
	'both.js': `export * from './one.js'; export * from './two.js';`,
	'import.js': `import { a } from './both.js';`,
	're-export.js': `export { a } from './both.js';`,
	'fine.js': `import { one, two } from './both.js'; console.log(one, two);`,
	'again.js': `export * from './one.js';`,
	'same-both.js': `export * from './one.js'; export * from './again.js';`,
	'same.js': `import { a } from './same-both.js'; console.log(a);`,
	'namespace.js': `import * as ns from './both.js'; console.log(Object.keys(ns), 'a' in ns, ns.a);`,
}, { shows: /conflicting star exports/ });

conforms('a name that is ambiguous below one star export is in the namespace if another one gives it', {
	'main.js': `import * as first from './first.js'; import * as last from './last.js'; import * as other from './other.js'; import * as deep from './deep.js'; import * as none from './none.js';
		console.log(first.a, last.a, other.a, deep.a, none.a, [ first, last, other, deep, none ].map(ns => Object.keys(ns).join()), Object.keys(await import('./first.js')).join());`,
	'one.js': 'export const a = 1, one = 1;', 'two.js': 'export const a = 2, two = 2;', 'three.js': 'export const a = 3;',
	'both.js': `export * from './one.js'; export * from './two.js';`,
	'first.js': `export * from './one.js'; export * from './both.js';`,
	'last.js': `export * from './both.js'; export * from './two.js';`,
	'other.js': `export * from './both.js'; export * from './three.js';`,
	'deep.js': `export * from './both.js'; export * from './other.js';`,
	'none.js': `export * from './first.js'; export * from './other.js';`,
}, { shows: /1 2 3 3 undefined/ });

conforms('a name that is ambiguous below one star export cannot be imported though another one gives it', {
	'main.js': tell('./first.js', './last.js'),
	'one.js': 'export const a = 1;', 'two.js': 'export const a = 2;',
	'both.js': `export * from './one.js'; export * from './two.js';`,
	'either.js': `export * from './one.js'; export * from './both.js';`,
	'or.js': `export * from './both.js'; export * from './one.js';`,
	'first.js': `import { a } from './either.js';`,
	'last.js': `export { a } from './or.js';`,
}, { shows: /conflicting star exports/ });

conforms('a name of its own hides an ambiguous one', {
	'main.js': `import { a } from './both.js'; import * as ns from './both.js'; console.log(a, ns.a);`,
	'one.js': 'export const a = 1;',
	'two.js': 'export const a = 2;',
	'both.js': `export * from './one.js'; export * from './two.js'; export const a = 3;`,
}, { shows: /3 3/ });

conforms('names that are re-exported in a circle do not resolve', {
	'main.js': tell('./a.js', './self.js', './star-a.js'),
	'a.js': `export { x } from './b.js';`,
	'b.js': `export { x } from './a.js';`,
	'self.js': `export { x } from './self.js';`,
	'star-a.js': `export * from './star-b.js'; import { x } from './star-b.js';`,
	'star-b.js': `export * from './star-a.js';`,
	'user.js': `import { x } from './a.js';`,
}, { shows: /x/ });

conforms('an error of a link is the same object each time', {
	'main.js': `const unlinked = () => import('./unlinked.js').catch(error => error); console.log(await unlinked() === await unlinked());`,
	'unlinked.js': `import { nothing } from './empty.js';`,
	'empty.js': '',
}, { known: 'what did not link is tried again by the next import(): its files may have been mended' });

conforms('syntax: an HTML close comment in the first line, seen by import()', {
	'main.js': `try { await import('./x.js'); } catch (error) { console.log(error.message); }`,
	'x.js': '--> comment',
}, { shows: /HTML comments/ });

conforms('a failed link, met again behind another module', {
	'main.js': tell('./c.js', './g.js'),
	'x.js': 'export const x = 1;',
	'c.js': `export { y } from './x.js';`,
	'g.js': `import { z } from './c.js';`,
}, { known: 'Node 20 says that a request is not in its cache', knownOn: major => major === 20 });

conforms('what cannot be resolved says so as Node does', {
	'main.js': tell(
		'missing-package', './missing.js', './folder', './folder/', 'pkg/hidden.js', 'pkg/', 'pkg', '#missing', '#inner', 'node:missing', 'fs/missing',
		'https://example.invalid/x.js', './file.unknown', './no-extension', 'pkg-without-main', 'pkg/target-missing', '@scope', '@scope/none', '', '/', './a%2fb.js',
		'custom:thing', './%', 'file:///%', '.', '..', './x.js?query', './missing.js?query#hash', 'bad-config', 'pkg/outside',
	),
	'package.json': '{ "type": "module", "imports": { "#inner": "./gone.js" } }',
	'folder/index.js': '',
	'file.unknown': '',
	'no-extension': '',
	'x.js': '',
	'node_modules/pkg/package.json': '{ "name": "pkg", "exports": { "./visible.js": "./visible.js", "./target-missing": "./nothing.js", "./outside": "../x.js" } }',
	'node_modules/pkg/hidden.js': '',
	'node_modules/pkg-without-main/package.json': '{ "name": "pkg-without-main" }',
	'node_modules/bad-config/package.json': '{ "name": ',
}, { shows: /ERR_MODULE_NOT_FOUND/ });

for (const [ name, text ] of Object.entries({
	'a package': `import 'missing-package';`,
	'a file': `import './missing.js';`,
	'a file, imported two levels down': `import './deep.js';`,
	'a folder': `import './folder';`,
	'a file of unknown kind': `import './file.unknown';`,
	'a package subpath': `import 'pkg/hidden';`,
})) {
	conforms(`${name} that cannot be imported ends the program as Node ends it`, {
		'main.js': text,
		'deep.js': `import './deeper.js';`,
		'deeper.js': `import 'missing-package';`,
		'folder/index.js': '',
		'file.unknown': '',
		'node_modules/pkg/package.json': '{ "name": "pkg", "exports": "./index.js" }',
	});
}

const broken: Readonly<Record<string, string>> = {
	'an unexpected token': 'const a = 1;\n\tconst = 2;\n',
	'an unclosed block': 'if (true) {\n',
	'a name declared twice': 'let a = 1;\nlet a = 2;\n',
	'an import declared again': `import { a } from './x.js';\nlet a = 1;\n`,
	'an export twice': 'export const a = 1;\nexport { a };\n',
	'an export of nothing': 'export { nothing };\n',
	'a return outside of a function': 'console.log(1);\nreturn;\n',
	'new.target outside of a function': 'console.log(new.target);\n',
	'super outside of a method': 'super.x;\n',
	'await as a name': 'var await = 1;\n',
	'yield as a name': 'var yield = 1;\n',
	'await in a function that is not async': 'function f() { await 1; }\n',
	'an HTML comment': 'let a = 1;\n<!-- comment\n',
	'an HTML close comment': '--> comment\n',
	'with': 'with ({}) { }\n',
	'delete of a name': 'let a; delete a;\n',
	'an octal literal': 'let a = 010;\n',
	'an octal escape': String.raw`let a = '\01';` + '\n',
	'arguments as a name': 'let arguments = 1;\n',
	'eval as a name': 'let eval = 1;\n',
	'a break outside of a loop': 'break;\n',
	'a label twice': 'a: a: for (;;) { }\n',
	'an unclosed string': `let a = 'abc\n`,
	'an unclosed template': 'let a = `abc\n',
	'an invalid regular expression': 'let a = /(/;\n',
	'an import inside of a block': `{ import './x.js'; }\n`,
	'an export inside of a function': 'function f() { export const a = 1; }\n',
	'import.meta as a target': 'import.meta = 1;\n',
	'a private name of no class': 'class A { f() { return this.#x; } }\n',
	'a lone surrogate as a name': String.raw`let a; export { a as "\uD800" };` + '\n',
	'import() of nothing': 'import();\n',
	'import() of a spread': 'import(...[]);\n',
	'new import()': `new import('./x.js');\n`,
	'an attribute twice': `import './x.js' with { a: 'b', a: 'c' };\n`,
	'a duplicate parameter': 'function f(a, a) { }\n',
	'a duplicate __proto__': '({ __proto__: 1, __proto__: 2 });\n',
	'a class of two constructors': 'class A { constructor() { } constructor() { } }\n',
	'an assignment to a literal': '1 = 2;\n',
	'an optional chain as a target': 'let a; a?.b = 1;\n',
	'TypeScript': 'let a: number = 1;\n',
	'JSX': 'let a = <div/>;\n',
	'a decorator': '@foo class A { }\n',
	'a pipe': 'let a = 1 |> f;\n',
	'a later import of a missing file': `let a = ;\nimport './missing.js';\n`,
};

for (const [ name, text ] of Object.entries(broken)) {
	conforms(`syntax: ${name} in the main module`, { 'main.js': text, 'x.js': 'export const a = 1;' });
}

conforms('syntax: errors of imported modules, seen by import()', {
	'main.js': `
		for (const name of ${JSON.stringify(Object.keys(broken).flatMap((name, index) => name === 'an HTML close comment' ? [] : `./broken-${index}.js`))}) {
			try { await import(name); console.log(name, 'is fine'); } catch (error) {
				console.log(name, error.name, error.message, error.constructor === SyntaxError, error.stack.split('\\n')[0]);
			}
		}`,
	'x.js': 'export const a = 1;',
	...Object.fromEntries(Object.values(broken).map((text, index) => [ `broken-${index}.js`, text ])),
});

conforms('syntax: an error in an imported module ends the program as Node ends it', {
	'main.js': `console.log('main');\nimport './dependency.js';`,
	'dependency.js': `import './x.js';\nexport const a = ;\n`,
	'x.js': `console.log('x');`,
});

conforms('a missing file is found before a syntax error further down, as Node finds it', {
	'main.js': `import './missing.js';\nimport './broken.js';`,
	'broken.js': 'let a = ;',
});

conforms('a syntax error and a missing export: the parser is first', {
	'main.js': `import { nothing } from './fine.js';\nimport './broken.js';`,
	'fine.js': '',
	'broken.js': 'let a = ;',
});

conforms('an error of a parse is the same object each time', {
	'main.js': `
		const error = () => import('./broken.js').catch(error => error);
		console.log(await error() === await error());
`,
	'broken.js': 'let a = ;',
	'unlinked.js': `import { nothing } from './empty.js';`,
	'empty.js': '',
});

// Stack traces, and what is printed of an uncaught error.
import { conforms } from './support/conforms.js';

const failing = `
import { thrower, Thrower } from './thrower.js';

export function viaName() {
	thrower('name');
}

export const viaNamespace = () => {
	const text = 'namespace';
	thrower(
		text,
	);
};

export class Klass {
	static viaStatic() { return new Thrower('class'); }
	#field = (() => { thrower('field'); })();
}
export async function viaAsync() {
	await 0;
	thrower('async');
}
export function* viaGenerator() {
	yield 1;
	thrower('generator');
}
`;

const thrower = `export function thrower(message) {
	throw new Error(message);
}
export class Thrower {
	constructor(message) {
		this.fail(message);
	}
	fail(message) { throw new TypeError(message); }
}
`;

conforms('stacks name the functions, files and lines of the program', {
	'main.js': `
		import * as all from './failing.js';
		const show = error => console.log(error.stack);
		const { viaName, viaNamespace, viaAsync } = all; for (const f of [ viaName, viaNamespace, () => all.Klass.viaStatic(), () => new all.Klass(), () => { const { viaGenerator } = all; [ ...viaGenerator() ]; } ]) try { f(); } catch (error) { show(error); }
		await viaAsync().catch(show);
		console.log(new Error('top level').stack);
		[ 1 ].map(() => console.log(new Error('in map').stack));
		const o = { method() { console.log(new Error('method').stack); }, get getter() { console.log(new Error('getter').stack); return 1; }, async async() { await 0; console.log(new Error('async method').stack); } };
		o.method(); o.getter; await o.async();
		setTimeout(function timer() { console.log(new Error('timer').stack); });
		process.nextTick(() => console.log(new Error('tick').stack));
		Promise.resolve().then(function then() { console.log(new Error('then').stack); });
		await new Promise(resolve => setTimeout(resolve, 5));
		console.log(new Error('after await').stack);
		class A { static x = console.log(new Error('static').stack); static { console.log(new Error('block').stack); } y = console.log(new Error('field').stack); constructor() { console.log(new Error('constructor').stack); } } new A();`,
	'failing.js': failing,
	'thrower.js': thrower,
}, { shows: /at viaNamespace \(file:.*failing\.js:10\)/ });

conforms('a function called through a namespace: V8 names its receiver in a stack', {
	'main.js': `import * as ns from './thrower.js';\ntry { ns.thrower('x'); } catch (error) { console.log(error.stack); }`,
	'thrower.js': thrower,
}, { known: 'a function that cannot see its receiver is called without one, which is faster' });

conforms('the stack in a module with a direct eval', {
	'main.js': `eval("console.log(new Error('eval').stack)");\nconsole.log(new Error('top').stack);`,
}, { known: 'such a module has one function more around it' });

conforms('the stack of a module that is imported by another', {
	'main.js': `import './a.js';`,
	'a.js': `import './b.js';`,
	'b.js': `function inner() {\n\tconsole.log(new Error('here').stack);\n}\ninner();`,
});

conforms('call sites', {
	'main.js': `
		import { sites } from './sites.js';
		function outer() { return sites(); }
		for (const site of outer()) console.log(site);`,
	'sites.js': `
		export function sites() {
			const before = Error.prepareStackTrace; Error.prepareStackTrace = (_, sites) => sites;
			const { stack } = new Error(); Error.prepareStackTrace = before;
			return stack.slice(0, 2).map(site => [ site.getFileName(), site.getFunctionName(), site.getLineNumber(), site.getTypeName(), site.isNative(), site.isEval(), site.isConstructor(), site.isAsync(), site.getScriptNameOrSourceURL(), site.getEvalOrigin(), site.getThis(), site.getFunction(), site.getMethodName(), site.isToplevel() ]);
		}`,
});

conforms('Error.captureStackTrace and stackTraceLimit', {
	'main.js': `
		import { capture } from './capture.js'; Error.stackTraceLimit = 2; function a() { return b(); } function b() { return capture(); } console.log(a());
		Error.stackTraceLimit = 0; console.log(new Error('none').stack); Error.stackTraceLimit = 1; console.log(new Error('one').stack); delete Error.stackTraceLimit; console.log('stack' in new Error('no limit'), new Error('x').stack);`,
	'capture.js': `export function capture() { const o = {}; Error.captureStackTrace(o, capture); return o.stack; }`,
});

for (const [ name, text ] of Object.entries({
	'an error at the top level': `const before = 1;\nthrow new Error('top');`,
	'an error in the first line': `throw new Error('first');`,
	'an error in a function': `function f() {\n\tthrow new RangeError('in f');\n}\nf();`,
	'an error with a cause and properties': `const cause = new TypeError('cause');\nthrow Object.assign(new Error('outer', { cause }), { code: 'E_CODE', list: [ 1 ] });`,
	'an aggregate error': `throw new AggregateError([ new Error('one'), new Error('two') ], 'both');`,
	'an error of a subclass': `class Own extends Error { name = 'Own'; }\nthrow new Own('own');`,
	'a string': `throw 'a string';`,
	'an object': `throw { a: 1 };`,
	'null': `throw null;`,
	'undefined': `throw undefined;`,
	'an error in a timer': `setTimeout(() => {\n\tthrow new Error('timer');\n});`,
	'an error in a microtask': `queueMicrotask(() => {\n\tthrow new Error('microtask');\n});`,
	'an error in nextTick': `process.nextTick(() => {\n\tthrow new Error('tick');\n});`,
	'a rejection': `Promise.reject(new Error('rejected'));`,
	'a rejection with no error': `Promise.reject(5);`,
	'a rejection with undefined': `Promise.reject();`,
	'an error after an await': `await 0;\nthrow new Error('after await');`,
	'a rejected await': `await Promise.reject(new Error('rejected await'));`,
	'an error in an event': `import { EventEmitter } from 'node:events';\nconst emitter = new EventEmitter();\nemitter.on('x', () => {\n\tthrow new Error('event');\n});\nemitter.emit('x');`,
	'an unheard error event': `import events from 'node:events';\nconst emitter = new events.EventEmitter();\nemitter.emit('error', new Error('unheard'));`,
	'a TypeError of V8': `const a = null;\na.b;`,
	'a call of what is no function': `const a = {};\na.b();`,
	'a name that is not there': `missing;`,
	'an error of Node': `import fs from 'node:fs';\nfs.readFileSync('/missing/file');`,
	'an argument error of Node': `import fs from 'node:fs';\nfs.readFileSync({});`,
	'a stack overflow': `const f = () => f();\ntry { f(); } catch (error) { throw new Error(error.message); }`,
	'a frozen error': `throw Object.freeze(new Error('frozen'));`,
	'an error without stack': `const error = new Error('no stack');\ndelete error.stack;\nerror.stack = undefined;\nthrow error;`,
})) {
	const conditions = { anyCodeFrame: text.includes('new EventEmitter().emit'), hasColumns: true };
	conforms(`uncaught: ${name}`, { 'main.js': `// a comment\n${text}\n` }, conditions);
	if (!/top level|string|await/.test(name)) continue;
	conforms(`uncaught, in an imported module: ${name}`, { 'main.js': `import './x.js';\nconsole.log('main');`, 'x.js': `${text}\n` }, conditions);
}

conforms('calling what is not a function: the words name it', {
	'main.js': [
		`import { a, o } from './x.js'; import * as ns from './x.js'; import def from './x.js';`,
		`for (const f of [ () => a(), () => o.m(), () => new a(), () => a.b.c, () => a\`\`, () => { const { x } = null; }, () => { for (const x of a);`,
		'}, () => o.x.y(), () => 1 in a, () => ({}) instanceof a, () => class extends a { }, () => a?.b.c, () => def(), () => o[a](),',
		'() => null.x ]) try { f();',
		`console.log('fine'); } catch (error) { console.log(error.name, error.message.replaceAll(/\\(0 ?, ?(\\w+)\\.\\$\\)|\\b(\\w+)\\.\\$/g, '$1$2')); }`,
	].join(' '),
	'x.js': `export const a = 1, o = {}; export default 2;`,
});

conforms('calling an import that is not a function: V8 names it', {
	'main.js': `import { a } from './x.js'; try { a(); } catch (error) { console.log(error.message); }`,
	'x.js': `export const a = 1;`,
});

conforms('--enable-source-maps changes no line', {
	'main.js': `import { thrower } from './thrower.js';\nimport './other.js';\nfunction f() {\n\tthrower('x');\n}\ntry { f(); } catch (error) { console.log(error.stack); }\nthrow new Error('end');`,
	'other.js': `console.log(new Error('other').stack);`,
	'thrower.js': thrower,
}, { args: [ '--enable-source-maps', 'main.js' ], anyCodeFrame: true, known: 'the map that puts columns right makes Node write the frame as that of a mapped file' });

const inlineMap = (map: unknown): string => `//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}\n`;
const simpleMap = { version: 3, sources: [ 'mapped.ts' ], names: [], mappings: 'AAUA' };

const printPlace = `import { thrower } from './mapped.js'; try { thrower(); } catch (error) { console.log(/(\\w+\\.\\w+):(\\d+)/.exec(error.stack.split('\\n')[1])[0]); }`;
const thrown = `export function thrower() { throw new Error('mapped'); }\n`;

conforms('a source map of its own is read', { 'main.js': printPlace, 'mapped.js': thrown + inlineMap(simpleMap) }, { args: [ '--enable-source-maps', 'main.js' ], shows: /mapped\.ts:11/ });

conforms('a source map with sections is not', {
	'main.js': printPlace, 'mapped.js': thrown + inlineMap({ version: 3, sections: [ { offset: { line: 0, column: 0 }, map: simpleMap } ] }),
}, { args: [ '--enable-source-maps', 'main.js' ], shows: /mapped\.js:1/ });

const unreadable = [ {}, 5, null, { version: 3, sources: [], names: [], mappings: 7 }, { version: 3, sections: [ {} ] } ];
conforms('a source map that cannot be read keeps no module from being run', {
	'main.js': unreadable.map((_, index) => `import { a as a${index} } from './mapped-${index}.js'; console.log(a${index});`).join('\n'),
	...Object.fromEntries(unreadable.map((map, index) => [ `mapped-${index}.js`, `export const a = 'from ${index}';\n${inlineMap(map)}` ])),
}, { args: [ '--enable-source-maps', 'main.js' ], shows: /from 4/ });

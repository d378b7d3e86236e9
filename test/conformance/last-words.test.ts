// What Node prints of an error that ends the process: the line of the file with its caret, the stack with its columns, and its exit code.
import { conforms } from './support/conforms.js';

const x = {
	'x.js': `export const f = a => a, call = f => f(), o = {};\nimport { f as again } from './main.js';\nexport function throws(...args) { f(args); throw f(new RangeError('thrown')); }\nexport { again };`,
};
const imports = `import { f, call, o, throws } from './x.js'; import * as ns from './x.js'; export { f };`;

for (const [ name, text ] of Object.entries({
	'of a module': `call(() => { throw new Error('thrown'); });`,
	'after an await': `await f(0);\n\tf(1); throw Object.assign(f(new Error('thrown')), { code: 'E' });`,
	'of a function of another module': `f(1); await call(async () => { await 0; throws(f(1)); });`,
	'of a timer, with another exit code': `process.on('exit', () => { process.exitCode = 4; }); setTimeout(() => {\n\tf(1); throw f(new Error('thrown'));\n});`,
	'thrown once more elsewhere': `function again() {\n\ttry { f(2); throw f(new Error('thrown')); } catch (error) {\n\t\tf(1); throw error;\n\t}\n}\nsetTimeout(() => f(again)());`,
	'of V8, at a member': `f(1);\nsetTimeout(() => { f(1); f(null).x; });`,
	'of V8, at what is no function': `setTimeout(() => { f(1); o.missing(f(2)); });`,
	'of V8, at the result of a call': `f(1); f(2)(3);`,
	'of V8, at a member of a namespace': `f(1); setTimeout(() => { f(1), ns.o.missing(1); });`,
	'of a built-in function': `f(1); JSON.parse(f('{'));`,
	'of Node': `import fs from 'node:fs'; f(1); fs.readFileSync(f('missing'));`,
	'with causes': `setTimeout(() => { f(1); throw f(new AggregateError([ f(new Error('first')), 2 ], 'all', { cause: f(new Error('cause')) })); });`,
	'of an event that nobody hears': `import { EventEmitter } from 'node:events'; setTimeout(() => { f(1); f(new EventEmitter()).emit('error', f(new Error('unheard'))); });`,
	'that is no error': `f(1); Promise.reject(f(3));`,
	'of a listener to the end': `f(1); process.on('exit', () => { f(1); throw f(new Error('thrown')); });`,
	'with properties': `setTimeout(() => { f(1); throw Object.assign(f(new Error('thrown')), { a: { b: { c: { d: { e: {} } } } } }); });`,
	'with a stack of its own': `Error.prepareStackTrace = (error, sites) => error + ' at ' + sites.length; setTimeout(() => { f(1); throw f(new Error('thrown')); });`,
	'in a line of its own': `f(1);\nsetTimeout(() => {\n\tthrow new Error('thrown');\n});`,
})) {
	conforms(`the last words: an error ${name}`, { ...x, 'main.js': `${imports} ${text}` }, { hasColumns: true });
}

conforms('the last words of TypeScript, in colours', {
	...x, 'main.ts': `import { f } from './y.ts'; const n: number = f<number>(1); setTimeout(() => { f(n); const e: Error = f(new Error('typed')); throw f(e); });`,
	'y.ts': `export const f = <T>(a: T): T => a;`,
}, { args: [ '--no-warnings', 'main.ts' ], env: { FORCE_COLOR: '1' }, hasColumns: true, on: major => major > 20 });

conforms('the last words of a cycle', {
	'main.js': `import { b } from './b.js'; export const a = b + 1;`, 'b.js': `import { a } from './main.js'; export const b = 1 +\n\ta + 1;`,
}, { hasColumns: true });

conforms('the last words where something else than an error was thrown', { ...x, 'main.js': `${imports} setTimeout(() => { f(1); throw f('text'); });` }, {
	known: 'Node prints the line before anything else can be done',
});

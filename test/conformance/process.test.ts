// How a program ends, what keeps it alive, and the process around it.
import { conforms } from './support/conforms.js';

for (const [ name, text ] of Object.entries({
	'ends by itself': `console.log('done');`,
	'sets process.exitCode': `process.exitCode = 3;`,
	'sets process.exitCode in an imported module': `import './x.js';`,
	'calls process.exit': `console.log('before'); process.exit(4); console.log('never');`,
	'calls process.exit in the middle of an await': `setTimeout(() => process.exit(5)); await new Promise(() => {}); console.log('never');`,
	'calls process.exit in an exit handler': `process.on('exit', code => { console.log('exit', code); process.exitCode = 6; });`,
	'waits for ever at the top level': `console.log('before'); await new Promise(() => {}); console.log('never');`,
	'waits for ever in an imported module': `import './waits.js'; console.log('never');`,
	'waits for ever and sets an exit code': `process.exitCode = 7; await new Promise(() => {});`,
	'waits for ever, with an exit handler': `process.on('exit', code => console.log('exit', code, process.exitCode)); await new Promise(() => {});`,
	'waits for ever in import()': `console.log('before'); await import('./waits.js'); console.log('never');`,
	'does not wait for import() of what waits for ever': `import('./waits.js').then(() => console.log('never')); console.log('done');`,
	'waits for a promise that is settled late': `const timer = setTimeout(() => console.log('timer'), 200); await new Promise(resolve => setTimeout(resolve, 1)); console.log('after');`,
	'hears beforeExit': [
		`let n = 0; process.on('beforeExit', code => { console.log('beforeExit', code); if (n++ < 2) setTimeout(() => console.log('more')); });`,
		`process.on('exit', code => console.log('exit', code));`,
	].join(' '),
	'hears beforeExit while it waits': `process.on('beforeExit', code => console.log('beforeExit', code)); await new Promise(() => {});`,
	'continues an await from beforeExit': `let go; process.on('beforeExit', () => go()); await new Promise(resolve => { go = resolve; }); console.log('continued');`,
	'hears uncaughtException': `process.on('uncaughtException', (error, origin) => console.log(error.message, origin)); setTimeout(() => console.log('goes on')); throw new Error('uncaught');`,
	'hears uncaughtException of an imported module': `import './hears.js'; import './throws.js'; console.log('never');`,
	'hears unhandledRejection': [
		`process.on('unhandledRejection', (error, promise) => console.log(error.message, promise instanceof Promise)); Promise.reject(new Error('unhandled'));`,
		`setTimeout(() => console.log('goes on'));`,
	].join(' '),
	'hears unhandledRejection of import()': `process.on('unhandledRejection', (error, promise) => console.log(error.message, promise instanceof Promise)); import('./throws.js');`,
	'hears unhandledRejection of itself': [
		`process.on('unhandledRejection', (error, promise) => console.log(error.message, promise instanceof Promise));`,
		`process.on('uncaughtException', (error, origin) => console.log(error.message, origin)); await 0; throw new Error('itself');`,
	].join(' '),
	'hears uncaughtExceptionMonitor': `process.on('uncaughtExceptionMonitor', (error, origin) => console.log('monitor', error.message, origin)); await 0; throw new Error('x');`,
	'rejects and then handles': [
		`process.on('rejectionHandled', () => console.log('handled')); process.on('unhandledRejection', () => console.log('unhandled'));`,
		`const p = Promise.reject(new Error('x')); setTimeout(() => p.catch(() => {}), 5);`,
	].join(' '),
	'warns': `process.emitWarning('careful', 'OwnWarning', 'CODE'); process.on('warning', warning => console.log(warning.name, warning.message));`,
	'kills itself': `process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 1000);`,
	'hears a signal': `process.on('SIGUSR2', () => { console.log('signal'); clearInterval(timer); }); const timer = setInterval(() => {}, 1000); process.kill(process.pid, 'SIGUSR2');`,
	'aborts with an error in a then of a top-level await': `await Promise.resolve().then(() => { throw new Error('in then'); });`,
	'has active handles of its own only': `console.log(process.getActiveResourcesInfo().filter(name => !/TTY|Pipe|FS|CloseReq/.test(name)));`,
	'has the listeners of plain Node': `console.log(process.eventNames().map(name => [ String(name), process.listenerCount(name) ]));`,
	'has the globals of plain Node': `console.log(Reflect.ownKeys(globalThis).map(String).join());`,
	'has the environment of plain Node': [
		'console.log(Object.keys(process.env).filter(key => /hot/i.test(key)), process.cwd() === import.meta.dirname || import.meta.dirname === undefined,',
		'process.stdin.isTTY, process.stdout.writable);',
	].join(' '),
	'measures': `console.log(performance.getEntries().map(entry => entry.name), typeof performance.now());`,
	'reads standard input': `for await (const chunk of process.stdin) console.log(String(chunk));`,
	'has only its own microtasks first': [
		`queueMicrotask(() => console.log('microtask')); process.nextTick(() => console.log('tick')); setImmediate(() => console.log('immediate'));`,
		`setTimeout(() => console.log('timeout'), 0); Promise.resolve().then(() => console.log('then')); console.log('sync'); await 0; console.log('await');`,
	].join(' '),
	'has AsyncLocalStorage': [
		`import { AsyncLocalStorage } from 'node:async_hooks'; const storage = new AsyncLocalStorage();`,
		`await storage.run('store', async () => { console.log(storage.getStore());`,
		`await import('./als.js').then(() => console.log('then', storage.getStore())); await 0; console.log(storage.getStore()); });`,
		'console.log(storage.getStore());',
	].join(' '),
})) {
	conforms(`a program that ${name}`, {
		'main.js': text,
		'x.js': `process.exitCode = 8;`,
		'waits.js': `console.log('waits'); await new Promise(() => {});`,
		'hears.js': `process.on('uncaughtException', (error, origin) => console.log(error.message, origin));`,
		'throws.js': `throw new Error('thrown');`,
		'als.js': `console.log('module'); await 0; export {};`,
	}, { stdin: 'some input', anyCodeFrame: /waits|beforeExit/.test(name) });
}

conforms('--unhandled-rejections=warn', { 'main.js': `Promise.reject(new Error('x')); import('./throws.js');`, 'throws.js': `throw new Error('thrown');` }, { args: [ '--unhandled-rejections=warn', 'main.js' ] });
conforms('--disable-proto and --frozen-intrinsics', { 'main.js': `import { x } from './x.js'; console.log(x, ({}).__proto__, Object.isFrozen(Array.prototype));`, 'x.js': 'export const x = 1;' }, {
	args: [ '--disable-proto=delete', '--frozen-intrinsics', 'main.js' ],
	known: 'the hooks thread is started with the same flags, and does not run with frozen intrinsics',
	knownOn: major => major === 20,
});
conforms('--disallow-code-generation-from-strings', {
	'main.js': `import { x } from './x.js'; console.log(x); try { eval('1'); } catch (error) { console.log(error.name, error.message); }`,
	'x.js': 'export const x = 1;',
}, { args: [ '--disallow-code-generation-from-strings', 'main.js' ] });
conforms('--stack-trace-limit', { 'main.js': `function f(n) { if (n) f(n - 1); else throw new Error('deep'); } f(20);` }, { args: [ '--stack-trace-limit=5', 'main.js' ] });
conforms('another --import in front', {
	'main.js': `import { x } from './x.js'; console.log('main', x);`,
	'x.js': `console.log('x'); export const x = 1;`,
	'pre.js': `import { x } from './x.js'; console.log('pre', x);`,
}, { args: [ '--import', './pre.js', 'main.js' ] });
conforms('a --require in front', { 'main.js': `console.log('main', globalThis.required);`, 'pre.cjs': `globalThis.required = true; console.log('pre');` }, { args: [ '--require', './pre.cjs', 'main.js' ], known: 'the hooks thread requires it too', knownOn: major => major === 20 });
conforms('a --import that throws', { 'main.js': `console.log('never');`, 'pre.js': `throw new Error('pre');` }, { args: [ '--import', './pre.js', 'main.js' ] });

conforms('worker threads', {
	'main.js': [
		`import { Worker, isMainThread } from 'node:worker_threads'; import { x } from './x.js'; console.log(isMainThread, x);`,
		`for (const [ file, options ] of [ [ './worker.js', { workerData: 5 } ], [ './worker.cjs', {} ], [ './throws.js', {}`,
		'] ]) await new Promise(resolve => { const worker = new Worker(new URL(file, import.meta.url), options);',
		`worker.on('message', message => console.log(file, message)); worker.on('error', error => console.log(file, error.name, error.message));`,
		`worker.on('exit', code => resolve(console.log(file, code))); });`,
	].join(' '),
	'worker.js': [
		`import { parentPort, workerData, isMainThread } from 'node:worker_threads'; import { x } from './x.js';`,
		'parentPort.postMessage({ x, workerData, isMainThread, url: import.meta.url, main: import.meta.main }); await 0;',
		`parentPort.postMessage((await import('./x.js?2')).x);`,
	].join(' '),
	'worker.cjs': `const { parentPort } = require('node:worker_threads'); import('./x.js').then(({ x }) => parentPort.postMessage(x));`,
	'throws.js': `throw new RangeError('from a worker');`,
	'x.js': `export const x = 1;`,
});
conforms('a worker of a text', { 'main.js': [
	`import { Worker } from 'node:worker_threads';`,
	`new Worker("require('worker_threads').parentPort.postMessage(1)", { eval: true }).on('message', console.log);`,
	`new Worker(new URL('data:text/javascript,import { parentPort } from "worker_threads";`,
	`parentPort.postMessage(2)')).on('message', message => setTimeout(console.log, 200, message));`,
].join(' ') });
conforms('child processes', {
	'main.js': [
		`import { fork, execFileSync } from 'node:child_process'; import { fileURLToPath } from 'node:url';`,
		`const child = fork(fileURLToPath(new URL('./child.js', import.meta.url)), [ 'arg' ]);`,
		`child.on('message', message => { console.log(message); child.send('end'); });`,
		`child.on('exit', code => { console.log('exit', code);`,
		`console.log(String(execFileSync(process.execPath, [ fileURLToPath(new URL('./x.js', import.meta.url)) ]))); });`,
	].join(' '),
	'child.js': `import { x } from './x.js'; process.send({ x, argv: process.argv.slice(2) }); process.on('message', () => process.exit(9));`,
	'x.js': `console.log('x'); export const x = 1;`,
});
conforms('node:test', {
	'main.js': [
		`import test, { mock } from 'node:test'; import assert from 'node:assert'; import { x } from './x.js'; test('a test', () => assert.equal(x, 1));`,
		`test('fails', () => { throw new Error('fails'); });`,
		`test('mocks', () => { const o = { f() { return 1; } }; mock.method(o, 'f', () => 2); assert.equal(o.f(), 2); });`,
	].join(' '),
	'names.js': `export default async function* (source) { for await (const { type, data } of source) if (/pass|fail/.test(type)) yield type + ' ' + data.name + '\\n'; }`,
	'x.js': 'export const x = 1;',
}, { args: [ '--test-reporter=./names.js', 'main.js' ] });
conforms('vm in a module', {
	'main.js': [
		`import vm from 'node:vm'; import { x } from './x.js';`,
		`console.log(vm.runInNewContext('a + 1', { a: x }), vm.runInThisContext('typeof x'), new vm.Script('1 + 1').runInThisContext());`,
		`const context = vm.createContext({ console, x }); vm.runInContext('console.log(x)', context);`,
		`await vm.runInThisContext("import('node:fs')",`,
		'{ importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER }).then(fs => console.log(typeof fs.readFileSync),',
		'error => console.log(error.code));',
	].join(' '),
	'x.js': 'export const x = 1;',
});
conforms('the program\'s own hooks', {
	'main.js': [
		`import { register } from 'node:module'; register('./hooks.js', import.meta.url); const { default: virtual } = await import('virtual:x');`,
		`console.log(virtual, (await import('./x.js')).x);`,
	].join(' '),
	'hooks.js': [
		'export async function resolve(specifier, context,',
		`next) { return specifier.startsWith('virtual:') ? { url: specifier, shortCircuit: true } : next(specifier, context);`,
		'}',
		'export async function load(url, context,',
		`next) { if (url.startsWith('virtual:')) return { format: 'module', source: 'export default "virtual " + import.meta.url', shortCircuit: true };`,
		`const result = await next(url, context); return url.endsWith('/x.js') ? { ...result, source: 'export const x = "replaced";' } : result; }`,
	].join(' '),
	'x.js': 'export const x = 1;',
}, { args: [ '--no-warnings', 'main.js' ] });
conforms('what a program has open at its start', {
	'main.js': `console.log(process._getActiveHandles().map(handle => handle.constructor.name)); console.error('to stderr');`,
}, { known: 'Node 20 runs the hooks in a thread, whose output it is listening to', knownOn: major => major === 20 });

conforms('a program that makes a function of a text has no streams opened', {
	'main.js': `const resources = process.getActiveResourcesInfo(); console.log(new Function('return 1')(), resources);`,
}, { on: major => major > 20 });

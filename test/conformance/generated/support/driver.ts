// The program that imports one generated graph after the other and prints what each shows, as text.
export const driverText = `
const kept = { setImmediate };
let log = [];
let waiting = [];
let isStuck = false;
const describe = value => {
	if (typeof value === 'function') return /^class/.test(String(value)) ? 'class ' + value.name + ' ' + value.s : 'function ' + value.name + ' ' + value();
	if (value !== null && typeof value === 'object') {
		if (value[Symbol.toStringTag] !== 'Module') return JSON.stringify(value);
		return '{' + Object.getOwnPropertyNames(value).map(key => { try { const inner = value[key]; return key + ': ' + (inner !== null && typeof inner === 'object' ? Object.prototype.toString.call(inner) : describe(inner)); } catch (error) { return key + ': ' + error.message; } }).join(', ') + '}';
	}
	return String(value);
};
globalThis.look = (module, what, read) => {
	let seen = '';
	if (read !== undefined) try { seen = describe(typeof read === 'function' ? read() : read); } catch (error) { seen = error === null ? 'null' : error.name + ': ' + (error.name === 'TypeError' ? 'V8 names an expression' : error.message); }
	log.push('m' + module + ' ' + what + ' ' + seen);
};
globalThis.later = thunk => { waiting.push(thunk); };
// What has not settled when nothing is left that the process waits for never will: no time says so, as on a busy machine any is too short.
let giveUp = () => {};
process.on('beforeExit', () => giveUp());
const patience = (name, promise) => new Promise(resolve => {
	giveUp = () => { log.push(name + ' never settles'); isStuck = true; resolve(); };
	// What goes on behind a failure ends in microtasks; in which of them an import() fails is another one in each version of Node.
	const settled = told => new Promise(done => kept.setImmediate(done, told));
	const told = promise.then(ns => ({ text: ' ' + describe(ns) }), error => ({ text: ' rejects ' + error.name + ': ' + error.message, error }));
	told.then(settled).then(({ text, error }) => { giveUp = () => {}; log.push(name + text); resolve(error); });
});
// A graph that was left waiting may still reject, at any time.
process.on('unhandledRejection', () => { });
process.on('uncaughtException', () => { });
for (const n of process.argv[2].split(',')) {
	console.log('graph ' + n);
	log = []; waiting = []; isStuck = false;
	const { default: imports } = await import('./g' + n + '/imports.json', { with: { type: 'json' } });
	const errors = [];
	const start = name => patience(name, import('./g' + n + '/' + name.slice(2)));
	if (imports.length > 0) errors.push(await start(imports[0]));
	for (let step = 0; step < waiting.length && step < 40 && !isStuck; step++) await patience('later ' + step, (async () => waiting[step]())());
	for (const name of imports) if (!isStuck) errors.push(await start(name));
	log.push('errors ' + errors.map(error => errors.indexOf(error)).join());
	console.log(log.join('\\n'));
}
process.exit(0);
`;

// `import { hot } from 'hot-runtime'` in code that is not hot: a package that looks at the program and holds its updates back.
import { test } from 'node:test';
import { setups } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';

const tool = `
import { hot } from 'hot-runtime';
const short = ids => ids.map(id => id.replace(/.*\\//, '')).join(',');
const commands = {
	graph: () => hot.graph().modules.filter(({ id }) => id.startsWith('file:')).map(({ id, version, status, isEntry, isSelfAccepting, acceptedDependencies, importers, pending }) =>
		[short([id]), version, status, isEntry, isSelfAccepting, short(acceptedDependencies), short(importers), pending].join(' ')).join('; '),
	explain: file => {
		const { id, type, stale, boundaries, chains } = hot.explain(file);
		return [id && short([id]), type, short(stale), boundaries.map(({ id, dependency }) => short([id]) + (dependency ? ' for ' + short([dependency]) : '')).join(','), chains.map(short).join('|')].join('; ');
	},
	history: () => hot.history().map(({ update, cause, changed, type, loaded, time, duration }) => [update, cause, short(changed), type, short(loaded), time > 0, duration > 0].join(' ')).join('; '),
	pause: () => hot.pause(),
	resume: () => hot.resume(),
};
hot.on('message', (text, { outcome }) => console.log('heard', outcome.type));
process.stdin.setEncoding('utf8').on('data', line => {
	const [name, ...args] = line.trim().split(' ');
	console.log(name + ': ' + commands[name](...args) + '.');
});
`;

for (const setup of setups) {
	test(`${setup.name}: a package sees the graph, explanations and the history, and pauses updates`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': '{"type":"module"}', 'node_modules/tool/package.json': '{"name":"tool","type":"module","exports":"./index.js"}', 'node_modules/tool/index.js': tool,
				'main.js': 'import "tool"; import { value } from "./a.js"; import "./b.js"; import.meta.hot.accept("./a.js", () => console.log("accepted", value)); console.log("runs");',
				'a.js': 'export { value } from "./leaf.js";', 'leaf.js': 'export const value = 1;', 'b.js': '',
			},
		});
		const program = start(folder, setup);
		const ask = (line: string, answer: string): Promise<unknown> => {
			program.child.stdin?.write(`${line}\n`);
			return program.prints(answer);
		};
		await program.prints('runs\n');
		await ask(`explain ${folder.at('leaf.js')}`, 'explain: leaf.js; accepted; leaf.js,a.js; main.js for a.js; .\n');
		await ask('explain b.js', 'explain: b.js; unaccepted; ; ; b.js,main.js.\n');
		await ask('explain nowhere.js', 'explain: ; unknown; ; ; .\n');
		await ask('history', 'history: .\n');
		await ask('pause', 'pause: undefined.\n');
		folder.replace('leaf.js', 'export const value = 2;');
		await ask('history', 'history: .\n');
		folder.replace('b.js', 'export {};');
		await ask('resume', 'resume: undefined.\n');
		await program.prints(/heard (?:updated|unaccepted)\n/);
		folder.replace('leaf.js', 'export const value = 3;');
		await program.prints('accepted 3\n');
		program.child.stdin?.write('history\n');
		await program.prints(/history: 1 change [a-z.,]* (?:updated|unaccepted) .* updated leaf\.js true true\.\n/);
		program.child.stdin?.write('graph\n');
		const [graph] = await program.prints(/graph: .*\n/);
		for (const expected of [
			/main\.js 1 evaluated true false a\.js  ;/,
			/a\.js \d evaluated false false  main\.js ;/,
			/leaf\.js [23] evaluated false false  a\.js [;.]/,
			/b\.js 1 evaluated false false  main\.js unaccepted[;.]/,
		]) {
			if (!expected.test(graph)) throw new Error(`${graph} does not match ${String(expected)}`);
		}
	});
}

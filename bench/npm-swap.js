// How long a package takes from `use()`, with the version in the store, until every importer reads it: `node bench/npm-swap.js
// [--modules=50] [--swaps=60] [--node=24]`. Goal: 50 ms for a package of 50 modules.
import { parseArgs } from 'node:util';
import { nodeBinary } from './src/contenders.js';
import { summary } from './src/statistics.js';
import { startApplication } from '../packages/npm/dist-test/support/application.js';
import { startRegistry } from '../packages/npm/dist-test/support/registry.js';

const { values } = parseArgs({ options: { modules: { type: 'string', default: '50' }, swaps: { type: 'string', default: '60' }, node: { type: 'string', default: '24' } } });
const count = Number(values.modules);

/** A chain of modules, each with some text to parse. */
const versionOf = version => {
	const modules = Array.from({ length: count - 1 }, (_, index) => [`m${index}.js`, [
		index === 0 ? `export const chain = () => '${version}';` : `import { chain as next } from './m${index - 1}.js';\nexport const chain = () => next();`,
		...Array.from({ length: 30 }, (_, line) => `export function helper${line}(a, b) { return a + b * ${line} + ${index}; }`),
	].join('\n')]);
	return {
		name: '@demo/fifty', version, fields: { exports: './index.js' },
		files: { ...Object.fromEntries(modules), 'index.js': `export { chain } from './m${count - 2}.js';` },
	};
};

async function measure(kind, versions) {
	const registry = await startRegistry(...versions);
	const app = `import { chain } from '@demo/fifty'; export const all = () => chain();`;
	const application = await startApplication({ registry, map: { '@demo/fifty': '1.0.0' }, files: { 'app.js': app }, node: nodeBinary(values.node) });
	try {
		await swap(kind, application);
	} finally {
		await application[Symbol.asyncDispose]();
		await registry[Symbol.asyncDispose]();
	}
}

async function swap(kind, application) {
	const elapsed = [];
	const cpu = [];
	for (const version of ['1.0.1', '1.0.0']) await application.call('prepare', '@demo/fifty', version);
	for (let count = 0; count < Number(values.swaps); count++) {
		const version = count % 2 === 0 ? '1.0.1' : '1.0.0';
		const outcome = await application.call('use', '@demo/fifty', version);
		const answer = await application.ask('all');
		if (outcome.type !== 'updated' || answer !== version) throw new Error(`${version}: ${outcome.type} ${outcome.message}, ${answer}`);
		elapsed.push(outcome.elapsed);
		cpu.push(outcome.cpu);
	}
	const first = elapsed.shift();
	cpu.shift();
	const { median, p95, worst } = summary(elapsed);
	console.log(`${kind}: first ${first.toFixed(1)} ms, then median ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, worst ${worst.toFixed(1)} ms; processor time median ${summary(cpu).median.toFixed(1)} ms`);
}

console.log(`a package of ${count} modules, ${values.swaps} swaps, Node ${values.node}`);
await measure('ES modules', [versionOf('1.0.0'), versionOf('1.0.1')]);

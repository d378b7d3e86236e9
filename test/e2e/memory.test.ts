// A process keeps nothing of the versions it has replaced: not their texts, not what V8, Node's source maps and async contexts know of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultSetups } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';

const updates = 300;
/** Of 30 MB that all texts have together. */
const most = 5 * 2 ** 20;

const main = `
	import { AsyncLocalStorage } from 'node:async_hooks';
	import { writeFileSync } from 'node:fs';
	import { hot } from 'hot-runtime';
	import './a.js';
	import './common.cjs';
	const context = globalThis.context = new AsyncLocalStorage();
	const text = n => \`// \${String(n).padEnd(50_000, 'x')}
		const n = \${n}; const { lazy } = await import('./lazy.js');
		globalThis.context?.run({ lazy, n }, () => setTimeout(() => n)); globalThis.last = n; import.meta.hot?.accept();\`;
	const common = n => \`// \${String(n).padEnd(50_000, 'x')}
		module.hot?.accept(); exports.n = globalThis.lastCommon = \${n};\`;
	async function heap() {
		for (let i = 0; i < 5; i++) { gc(); await new Promise(resolve => setTimeout(resolve, 1)); }
		const { heapUsed, external } = process.memoryUsage();
		return heapUsed + external;
	}
	const isCommonJSHot = globalThis.lastCommon === 0 && globalThis.commonIsHot;
	let first = 0;
	for (let n = 1; n <= ${updates + 100}; n++) {
		writeFileSync('a.js', text(n));
		writeFileSync('common.cjs', common(n));
		await context.run({ big: new Array(5000).fill(n) }, () => hot.check(true));
		if (globalThis.last !== n || globalThis.lastCommon !== (isCommonJSHot ? n : 0)) throw new Error('not updated: ' + n);
		if (n === 100) first = await heap();
	}
	console.log('grew by', await heap() - first, 'bytes');`;

for (const setup of defaultSetups) {
	for (const flags of [[], ['--enable-source-maps']]) {
		const name = flags.length === 0 ? 'P56, P58: V8 and async contexts keep no text' : 'P59: with --enable-source-maps nothing piles up either';
		test(`${setup.name}: ${name} of ${updates} updates`, { skip: setup.skip }, async t => {
			const folder = new ProgramFolder(t, {
				files: { 'package.json': '{"type":"module"}', 'main.js': main, 'a.js': 'import.meta.hot?.accept();', 'lazy.js': 'export const lazy = 1;',
					'common.cjs': 'module.hot?.accept(); globalThis.lastCommon = 0; globalThis.commonIsHot = module.hot !== undefined;' },
			});
			const program = start(folder, setup, { flags: ['--expose-gc', ...flags], env: { HOT_RUNTIME: '{"watch":false,"silent":true}' } });
			const [, grown] = await program.prints(/grew by (-?\d+) bytes/);
			assert.ok(Number(grown) < most, `it grew by ${grown} bytes`);
		});
	}
}

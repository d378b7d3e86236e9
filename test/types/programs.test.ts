// What the compiler says of people's programs: with `hot-runtime` installed, its types alone or beside Vite's.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { root } from '../support/nodes.js';

interface Compilation {
	readonly types?: readonly string[];
	/** As people set it for Node, or for a bundler. */
	readonly resolution?: 'nodenext' | 'bundler';
	readonly text: string;
}

const tsc = join(root, 'node_modules/typescript/bin/tsc');
const notInstalled = new Set(['node_modules', 'src', 'test', 'dist-test', 'bundle', 'published']);

/** What the compiler complains of. The types of packages are checked, too. */
function complaints(t: Pick<TestContext, 'after'>, { types = [], resolution = 'nodenext', text }: Compilation): string {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hot-types-')));
	t.after(() => rmSync(folder, { recursive: true }));
	const module = resolution === 'nodenext' ? 'nodenext' : 'esnext';
	const compilerOptions = { strict: true, noEmit: true, target: 'es2022', lib: ['es2023', 'dom'], types, module, moduleResolution: resolution };
	writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
	writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }));
	writeFileSync(join(folder, 'main.ts'), text);
	const packages = { '@hot-runtime/types': 'packages/types', '@types/node': 'node_modules/@types/node', 'vite': 'test/node_modules/vite' };
	for (const [name, place] of Object.entries(packages)) {
		const link = join(folder, 'node_modules', name);
		mkdirSync(dirname(link), { recursive: true });
		symlinkSync(realpathSync(join(root, place)), link);
	}
	// Copied, as an installation does: what its types import is looked for beside it.
	const filter = (source: string): boolean => !notInstalled.has(basename(source));
	cpSync(join(root, 'packages/hot-runtime'), join(folder, 'node_modules/hot-runtime'), { recursive: true, filter });
	if (!types.some(name => name.startsWith('vite'))) rmSync(join(folder, 'node_modules/vite'));
	return spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' }).stdout;
}

const ours = `
	const kept: Promise<number> | undefined = import.meta.hot?.keep('port', () => 80);
	const undo: (() => void) | undefined = import.meta.hot?.dispose(data => { data.kept = kept; });
	import.meta.hot?.accept<{ a: 1 }>('./a.js', (a, { changed }) => [a.a, changed.length], (error, { dependencyId }) => [error, dependencyId.length]);
	import.meta.hot?.accept(['./a.js', './b.js']);
	import.meta.hot?.on('unaccepted', ({ chains }) => chains[0]?.length);
	import.meta.hot?.on('message', (text, { outcome }) => [text.length, outcome?.duration]);
	void import.meta.hot?.check({ ignoreUnaccepted: true });
	// @ts-expect-error There is no such member.
	import.meta.hot?.nonsense;
	export { kept, undo };
`;

const ofVite = `
	import.meta.hot?.accept(self => { void self?.a; });
	import.meta.hot?.accept('./a.js', a => { void a?.a; });
	import.meta.hot?.accept(['./a.js', './b.js'], ([a, b]) => { void a?.a; void b?.b; });
	import.meta.hot?.send('of:mine', 1);
	import.meta.hot?.on('vite:beforeUpdate', ({ updates }) => { void updates.length; });
	// @ts-expect-error That event has no such member.
	import.meta.hot?.on('vite:beforeUpdate', ({ nonsense }) => { void nonsense; });
	const mode: string = import.meta.env.MODE;
	export { mode };
`;

for (const resolution of ['nodenext', 'bundler'] as const) {
	test(`beside vite/client, in either order, import.meta.hot has the members of both (${resolution})`, t => {
		for (const types of [['vite/client', 'hot-runtime/import-meta'], ['hot-runtime/import-meta', 'vite/client']]) {
			assert.equal(complaints(t, { types, resolution, text: ours + ofVite }), '');
		}
		assert.equal(complaints(t, { types: ['vite/client'], resolution, text: `import type {} from 'hot-runtime';\n${ours}${ofVite}` }), '');
	});

	test(`without Vite, whatever names hot-runtime types import.meta.hot (${resolution})`, t => {
		assert.equal(complaints(t, { types: ['hot-runtime/import-meta'], resolution, text: ours }), '');
		assert.equal(complaints(t, { resolution, text: `/// <reference types="hot-runtime/import-meta" />\n${ours}` }), '');
		assert.equal(complaints(t, { resolution, text: `import type {} from 'hot-runtime';\n${ours}` }), '');
		assert.match(complaints(t, { resolution, text: 'import.meta.hot?.accept();' }), /TS2339: Property 'hot' does not exist on type 'ImportMeta'/);
	});
}

test("the typed data that dynohot publishes compiles with no more than the package's name changed", t => {
	const text = `
		import type { Hot } from "hot-runtime";
		import type { Server } from "node:http";
		import { createServer } from "node:http";

		const hot: Hot<{ server?: Server }> | undefined = import.meta.hot;
		const server = hot?.data?.server ?? createServer();
		hot?.dispose(data => {
			data.server = server;
		});
	`;
	assert.equal(complaints(t, { types: ['node'], text }), '');
	assert.equal(complaints(t, { types: ['node', 'vite/client'], text }), '');
	assert.match(complaints(t, { types: ['node'], text: `${text}\nvoid hot?.data.serfer;` }), /Property 'serfer' does not exist/);
});

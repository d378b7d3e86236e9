import assert from 'node:assert/strict';
import { existsSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { OwnCode } from '@hot-runtime/loader';
import { runCore, type Core } from '../dist/core-shell.js';
import { TemporaryFolder } from './support/folder.js';

interface Exports extends Core {
	answer(): number;
	readonly given: readonly unknown[];
}

const coreOf = (answer: number): string => `(function (...given) {
const compiled = [];
return { answer: () => ${answer}, given, compiled, ownCodeCompiled: code => compiled.push(code) }; })`;

class Project {
	readonly #folder: TemporaryFolder;

	constructor(t: TestContext) {
		this.#folder = new TemporaryFolder(t);
		this.#folder.write('package.json', '{}');
		this.write(1);
		const [, program = ''] = process.argv;
		process.argv[1] = this.#folder.at('main.js');
		t.after(() => {
			process.argv[1] = program;
			delete process.env['HOT_RUNTIME'];
			delete process.env['NODE_V8_COVERAGE'];
		});
	}

	write(answer: number, at = 1_000_000): void {
		this.#folder.write('core.js', coreOf(answer));
		utimesSync(this.#folder.at('core.js'), at, at);
	}

	at(name: string): string {
		return this.#folder.at(name);
	}

	/** What the core answers, and what is to be kept: null if V8 took what was kept, or nothing is to be. */
	run(build = 'a'): { readonly answer: number; readonly kept: OwnCode | null; readonly given: readonly unknown[] } {
		const meta = { url: pathToFileURL(this.#folder.at('enter.js')).href } as ImportMeta;
		const core = runCore<Exports & { readonly compiled: readonly OwnCode[] }>({ meta, importModule: specifier => Promise.resolve(specifier), namespaces: { some: {} }, build });
		return { answer: core.answer(), kept: core.compiled[0] ?? null, given: core.given };
	}

	keep({ path, createCachedData }: OwnCode): void {
		const data = createCachedData();
		this.#folder.write(path.slice(this.#folder.path.length), '');
		writeFileSync(path, Buffer.concat([data, data]));
	}
}

function keptOf({ kept }: { readonly kept: OwnCode | null }): OwnCode {
	assert.ok(kept);
	return kept;
}

test('our own code is compiled once, and taken from V8\'s code cache from then on', t => {
	const project = new Project(t);
	const first = project.run();
	const kept = keptOf(first);
	assert.deepEqual([first.answer, kept.folder, dirname(kept.path)], [1, null, project.at('node_modules/.cache/hot-runtime')]);
	assert.deepEqual(first.given.map(each => typeof each), ['object', 'function', 'object']);
	project.keep(kept);
	assert.deepEqual([project.run().answer, project.run().kept], [1, null]);
});

test('V8\'s code cache of another text is not taken, though that is as long as this one', t => {
	const project = new Project(t);
	project.keep(keptOf(project.run()));
	project.write(2, 2_000_000);
	assert.equal(project.run().answer, 2, 'written later');
	project.keep(keptOf(project.run()));
	project.write(3, 2_000_000);
	assert.equal(project.run('b').answer, 3, 'another build, written at the same time, as all files of a tarball are');
	assert.equal(statSync(project.at('core.js')).mtimeMs, 2_000_000_000);
});

test('what V8 refuses is no obstacle, and is replaced', t => {
	const project = new Project(t);
	const kept = keptOf(project.run());
	project.keep({ ...kept, createCachedData: () => Buffer.alloc(200, 'no code') });
	// Of a text that it has compiled in this process V8 would look at no data.
	project.write(2);
	const second = project.run();
	assert.deepEqual([second.answer, second.kept?.path], [2, kept.path]);
});

test('nothing of our own code is kept where the user wants nothing kept, or V8 counts what runs', t => {
	const project = new Project(t);
	const folder = project.at('else');
	process.env['HOT_RUNTIME'] = JSON.stringify({ cache: folder });
	const kept = keptOf(project.run());
	assert.deepEqual([kept.folder, dirname(kept.path)], [folder, folder]);
	for (const options of ['{"cache":false}', 'no JSON']) {
		process.env['HOT_RUNTIME'] = options;
		assert.deepEqual([project.run().answer, project.run().kept], [1, null], options);
	}
	for (const options of ['', 'null', '3', '{}']) {
		process.env['HOT_RUNTIME'] = options;
		assert.equal(keptOf(project.run()).folder, null, options);
	}
	process.env['NODE_V8_COVERAGE'] = project.at('coverage');
	assert.equal(project.run().kept, null);
	assert.ok(!existsSync(folder));
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';

test('threads of one process that save the same store at once leave one of them, whole, and no drafts', async t => {
	const folder = mkdtempSync(join(tmpdir(), 'hot-runtime-store-'));
	t.after(() => rmSync(folder, { recursive: true }));
	const path = join(folder, 'a.modules');
	const module = new URL('../../dist/cache/store-location.js', import.meta.url).href;
	const program = `
		const { threadId, workerData } = require('node:worker_threads');
		import(workerData.module).then(({ placeFile }) => {
			for (let round = 0; round < 30; round++) placeFile(workerData.path, [Buffer.alloc(1_000_000, threadId), Buffer.alloc(threadId, threadId)]);
		});
	`;
	const workers = Array.from({ length: 4 }, () => new Worker(program, { eval: true, workerData: { module, path } }));
	const ended = workers.map(worker => once(worker, 'exit'));
	let isOver = false;
	void Promise.all(ended).then(() => { isOver = true; });
	let looks = 0;
	while (!isOver) {
		await new Promise<void>(resolve => { setImmediate(resolve); });
		const content = readIfThere(path);
		if (content === null) continue;
		looks++;
		const [first = 0] = content;
		assert.equal(content.length, 1_000_000 + first);
		assert.ok(content.every(byte => byte === first), 'written by several');
	}
	assert.ok(looks > 0);
	assert.deepEqual(readdirSync(folder), ['a.modules']);
});

function readIfThere(path: string): Buffer | null {
	try {
		return readFileSync(path);
	} catch {
		return null;
	}
}

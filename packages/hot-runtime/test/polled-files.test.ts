// Files that are looked at when the program asks.
import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { test } from 'node:test';
import { PolledFiles } from '../dist/files/polled-files.js';
import { TemporaryFolder, untilOld } from './support/folder.js';

/** A program's files whose reading began now. */
async function polled(folder: TemporaryFolder): Promise<PolledFiles> {
	folder.write('package.json', '{}');
	await untilOld();
	const now = Date.now();
	return new PolledFiles(() => now);
}

test('a file is told of once for each change', async t => {
	const folder = new TemporaryFolder(t);
	const a = folder.writeOld('src/a.js', '0');
	const files = await polled(folder);
	files.track(a);
	assert.deepEqual(files.poll(), []);
	folder.write('src/a.js', '11');
	assert.deepEqual(files.poll(), [{ id: a }]);
	assert.ok(files.poll().every(({ isDoubtful }) => isDoubtful), 'a second save could have left the same times');
	await untilOld();
	files.poll();
	assert.deepEqual(files.poll(), []);
	files.untrack(a);
	folder.write('src/a.js', '222');
	assert.deepEqual(files.poll(), []);
});

test('what changed between its reading and the first look at it is told of, as doubtful', async t => {
	const folder = new TemporaryFolder(t);
	const a = folder.writeOld('src/a.js', '0');
	const files = await polled(folder);
	folder.write('src/a.js', '1');
	files.track(a);
	await untilOld();
	assert.deepEqual(files.poll(), [{ id: a, isDoubtful: true }]);
	assert.deepEqual(files.poll(), []);
});

test('a file of an old time whose folder was moved there after its reading is told of, as doubtful', async t => {
	const folder = new TemporaryFolder(t);
	const a = folder.writeOld('src/a.js', '0');
	folder.writeOld('next/a.js', '1');
	const files = await polled(folder);
	renameSync(folder.at('src'), folder.at('before'));
	renameSync(folder.at('next'), folder.at('src'));
	files.track(a);
	assert.deepEqual(files.poll(), [{ id: a, isDoubtful: true }]);
});

test('a file that goes, and one that comes, is told of', async t => {
	const folder = new TemporaryFolder(t);
	const a = folder.writeOld('src/a.js', '0');
	const files = await polled(folder);
	files.track(a);
	renameSync(folder.at('src/a.js'), folder.at('src/b.js'));
	assert.deepEqual(files.poll(), [{ id: a }]);
	renameSync(folder.at('src/b.js'), folder.at('src/a.js'));
	assert.deepEqual(files.poll().map(({ id }) => id), [a]);
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { pathOf } from '@hot-runtime/loader';
import { openFileSource } from '../dist/file-source.js';
import { PollingWatch } from '../dist/files/polling-watch.js';
import type { FileWatchEvents } from '../dist/files/file-watch.js';
import { Reports, TemporaryFolder, trackAll, untilOld, withinLimit } from './support/folder.js';

const backends = [
	{ name: 'events', options: {} },
	{ name: 'polling', options: { polling: 20 } },
];

for (const { name, options } of backends) {
	test(`P64: ${name}: a file written in place is reported once`, async t => {
		const folder = new TemporaryFolder(t);
		const reports = new Reports(t, options);
		const a = folder.writeOld('a.js', 'export const a = 1;');
		const end = folder.writeOld('end.js', '0');
		await trackAll(reports, folder, [a, end]);
		folder.write('a.js', 'export const a = 2;');
		assert.deepEqual(await reports.next(), [a]);
		folder.write('end.js', '//');
		assert.deepEqual(await reports.next(), [end]);
	});

	test(`P63: ${name}: a file replaced by rename is reported, each time`, async t => {
		const folder = new TemporaryFolder(t);
		const reports = new Reports(t, options);
		const a = folder.writeOld('a.js', '0');
		await trackAll(reports, folder, [a]);
		for (let round = 1; round <= 3; round++) {
			folder.write('a.js.tmp', `${'x'.repeat(round)}`);
			renameSync(folder.at('a.js.tmp'), folder.at('a.js'));
			assert.deepEqual(await reports.next(), [a]);
		}
	});

	test(`P66, P70: ${name}: a file that is deleted and created again is reported`, async t => {
		const folder = new TemporaryFolder(t);
		const reports = new Reports(t, options);
		const a = folder.writeOld('a.js', '0');
		await trackAll(reports, folder, [a]);
		unlinkSync(folder.at('a.js'));
		assert.deepEqual(await reports.next(), [a], 'gone for good as far as anybody knows');
		folder.write('a.js', 'again');
		assert.deepEqual(await reports.next(), [a]);
	});
}

test('a touched file counts as changed, a file with another mode does not', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	const a = folder.writeOld('a.js', '0');
	const b = folder.writeOld('b.js', '0');
	await trackAll(reports, folder, [a, b]);
	chmodSync(folder.at('b.js'), 0o600);
	utimesSync(folder.at('a.js'), new Date(), new Date());
	assert.deepEqual(await reports.next(), [a]);
});

test('P65: an empty file is waited for: the report comes with its text', async t => {
	const folder = new TemporaryFolder(t);
	const a = folder.writeOld('a.js', 'old');
	const other = folder.writeOld('other.js', '0');
	const seen: string[] = [];
	const reports = new Reports(t, {});
	await trackAll(reports, folder, [a, other]);
	truncateSync(folder.at('a.js'));
	folder.write('other.js', '1');
	assert.deepEqual(await reports.next(), [other], 'the empty one is not in it');
	writeFileSync(folder.at('a.js'), 'new');
	assert.deepEqual(await reports.next(), [a]);
	seen.push(readFileSync(folder.at('a.js'), 'utf8'));
	assert.deepEqual(seen, ['new']);
});

test('a file that stays empty is reported in the end', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	const a = folder.writeOld('a.js', 'old');
	await trackAll(reports, folder, [a]);
	truncateSync(folder.at('a.js'));
	assert.deepEqual(await reports.next(), [a]);
});

test('many files written at once are one report', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	const ids = Array.from({ length: 50 }, (_, index) => folder.writeOld(`m${index}.js`, '0'));
	await trackAll(reports, folder, ids);
	for (let index = 0; index < ids.length; index++) folder.write(`m${index}.js`, '1');
	assert.deepEqual((await reports.next()).toSorted(), ids.toSorted());
});

test('of 200 saves in a row the last one is reported', async t => {
	const folder = new TemporaryFolder(t);
	const a = folder.writeOld('a.js', '0');
	let read = '';
	const reports = new Reports(t);
	await trackAll(reports, folder, [a]);
	for (let round = 1; round <= 200; round++) folder.write('a.js', `round ${round}`);
	while (read !== 'round 200') {
		await reports.next();
		read = readFileSync(folder.at('a.js'), 'utf8');
	}
	assert.ok(reports.batches.length <= 4, `${reports.batches.length} reports`);
});

test('10,000 events at once lose no file', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	const ids = Array.from({ length: 500 }, (_, index) => folder.writeOld(`m${index}.js`, '0'));
	await trackAll(reports, folder, ids);
	for (let round = 0; round < 10; round++) {
		for (let index = 0; index < ids.length; index++) folder.write(`m${index}.js`, `${round}`);
	}
	const seen = new Set<string>();
	while (seen.size < ids.length) for (const id of await reports.next()) seen.add(id);
	assert.equal(seen.size, ids.length);
});

test('two modules of one file are reported together, until the last of them is untracked', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	const a = folder.writeOld('a.js', '0');
	await trackAll(reports, folder, [a, `${a}?x`, `${a}#y`]);
	folder.write('a.js', '1');
	assert.deepEqual(await reports.next(), [a, `${a}?x`, `${a}#y`]);
	reports.source.untrack(a);
	reports.source.untrack(`${a}?x`);
	folder.write('a.js', '22');
	assert.deepEqual(await reports.next(), [`${a}#y`]);
});

test('P67: untracking one file leaves its neighbours watched', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	const a = folder.writeOld('a.js', '0');
	const b = folder.writeOld('b.js', '0');
	await trackAll(reports, folder, [a, b]);
	reports.source.untrack(a);
	folder.write('a.js', '1');
	folder.write('b.js', '1');
	assert.deepEqual(await reports.next(), [b]);
});

test('a folder is released with its last file, and watched again with the next', async t => {
	const folder = new TemporaryFolder(t);
	const watched = new Set<string>();
	const reports = new Reports(t, { openWatch: () => ({ add: path => watched.add(path), delete: path => watched.delete(path), close: () => watched.clear() }) });
	const a = folder.writeOld('lib/a.js', '0');
	reports.source.track(a);
	await withinLimit(new Promise<void>(resolve => { setTimeout(resolve, 5); }));
	assert.deepEqual([...watched], [folder.at('lib/a.js')]);
	reports.source.untrack(a);
	assert.deepEqual([...watched], []);
});

test('a folder that is deleted and created again is watched again', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	const a = folder.writeOld('lib/deep/a.js', '0');
	await trackAll(reports, folder, [a]);
	rmSync(folder.at('lib'), { recursive: true });
	assert.deepEqual(await reports.next(), [a]);
	folder.write('lib/deep/a.js', '1');
	assert.deepEqual(await reports.next(), [a]);
	folder.write('lib/deep/a.js', '22');
	assert.deepEqual(await reports.next(), [a]);
});

test('a folder of a package that is replaced by another one is noticed', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	folder.write('package.json', '{}');
	const a = folder.writeOld('src/lib/a.js', '0');
	await trackAll(reports, folder, [a]);
	folder.write('next/lib/a.js', '1');
	renameSync(folder.at('src'), folder.at('before'));
	renameSync(folder.at('next'), folder.at('src'));
	assert.deepEqual(await reports.next(), [a]);
	folder.write('src/lib/a.js', '22');
	assert.deepEqual(await reports.next(), [a]);
});

test('a file replaced by a folder is reported, and so is the file that takes its place again', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	const a = folder.writeOld('a.js', '0');
	await trackAll(reports, folder, [a]);
	unlinkSync(folder.at('a.js'));
	mkdirSync(folder.at('a.js'));
	assert.deepEqual(await reports.next(), [a]);
	rmSync(folder.at('a.js'), { recursive: true });
	folder.write('a.js', '1');
	assert.deepEqual(await reports.next(), [a]);
});

test('a package behind a symbolic link is reported by its real path, whichever way it was written', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	const a = folder.writeOld('packages/a/index.js', '0');
	mkdirSync(folder.at('node_modules'));
	symlinkSync(folder.at('packages/a'), folder.at('node_modules/a'));
	await trackAll(reports, folder, [a]);
	folder.write('node_modules/a/index.js', '1');
	assert.deepEqual(await reports.next(), [a]);
	folder.write('packages/a/index.js', '22');
	assert.deepEqual(await reports.next(), [a]);
});

test('P69: under a path with a symbolic link both ways to write a file are noticed, and so is a link that points elsewhere', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	folder.writeOld('releases/1/a.js', '0');
	folder.writeOld('releases/2/a.js', 'other');
	symlinkSync(folder.at('releases/1'), folder.at('current'));
	const a = pathToFileURL(folder.at('current/a.js')).href;
	await trackAll(reports, folder, [a]);
	folder.write('releases/1/a.js', '1');
	assert.deepEqual(await reports.next(), [a]);
	folder.write('current/a.js', '22');
	assert.deepEqual(await reports.next(), [a]);
	symlinkSync(folder.at('releases/2'), folder.at('next'));
	renameSync(folder.at('next'), folder.at('current'));
	assert.deepEqual(await reports.next(), [a]);
	folder.write('releases/2/a.js', '333');
	assert.deepEqual(await reports.next(), [a]);
});

test('a module that is itself a symbolic link follows its target and the link', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	folder.writeOld('store/one.js', '0');
	folder.writeOld('store/two.js', 'other');
	symlinkSync(folder.at('store/one.js'), folder.at('a.js'));
	await trackAll(reports, folder, [folder.id('a.js')]);
	folder.write('store/one.js', '1');
	assert.deepEqual(await reports.next(), [folder.id('a.js')]);
	symlinkSync(folder.at('store/two.js'), folder.at('next'));
	renameSync(folder.at('next'), folder.at('a.js'));
	assert.deepEqual(await reports.next(), [folder.id('a.js')]);
	folder.write('store/two.js', '22');
	assert.deepEqual(await reports.next(), [folder.id('a.js')]);
});

test('git checkout of many files is reported, and nothing is lost', async t => {
	const folder = new TemporaryFolder(t);
	const git = (...args: string[]) => {
		const { status, stderr } = spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder.path, encoding: 'utf8' });
		assert.equal(status, 0, stderr);
	};
	const names = Array.from({ length: 120 }, (_, index) => `src/d${index % 7}/m${index}.js`);
	git('init', '-q', '-b', 'one');
	const ids = names.map(name => folder.writeOld(name, 'one'));
	git('add', '.');
	git('commit', '-qm', 'one');
	git('checkout', '-qb', 'two');
	for (const name of names) folder.writeOld(name, 'two!');
	git('commit', '-qam', 'two');
	for (const name of names) folder.writeOld(name, 'two!');
	const reports = new Reports(t);
	await trackAll(reports, folder, ids);
	git('checkout', '-q', 'one');
	const seen = new Set<string>();
	while (seen.size < ids.length) for (const id of await reports.next()) seen.add(id);
	assert.deepEqual([...seen].toSorted(), ids.toSorted());
});

test('P73: a change between the reading of a file and the start of its watch is reported', async t => {
	const folder = new TemporaryFolder(t);
	const a = folder.writeOld('a.js', '0');
	const gone = folder.writeOld('gone.js', '0');
	const beforeReading = Date.now() - 50;
	folder.write('a.js', 'changed before anybody watched');
	unlinkSync(folder.at('gone.js'));
	const reports = new Reports(t, { readSince: () => beforeReading });
	for (const id of [a, gone]) reports.source.track(id);
	assert.deepEqual(await reports.next(), [a]);
	assert.deepEqual(await reports.next(), [gone]);
});

test('polling: what was written just before a look is told again, as another write might have left the same times and size', async t => {
	const folder = new TemporaryFolder(t);
	folder.writeOld('a.js', '0');
	let wake: () => void = () => {};
	const watch = new PollingWatch({ touched: () => wake(), missed: () => {}, failed: () => {} }, 1);
	t.after(() => watch.close());
	watch.add(folder.at('a.js'));
	const touched = (): Promise<number> => withinLimit(new Promise(resolve => { wake = () => resolve(Date.now()); }));
	for (let isSoonEnough = false; !isSoonEnough;) {
		const soon = touched();
		folder.write('a.js', '1');
		isSoonEnough = await soon - statSync(folder.at('a.js')).mtimeMs < 20;
	}
	await touched();
});

test('a module that was read before its file was reported for another module is reported when it is tracked', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	const a = folder.writeOld('a.js', '0');
	await trackAll(reports, folder, [a]);
	const readAt = Date.now();
	folder.write('a.js', '1');
	assert.deepEqual(await reports.next(), [a]);
	reports.source.track(`${a}?late`, readAt);
	assert.deepEqual(await reports.next(), [`${a}?late`]);
	assert.equal(reports.doubtful.at(-1), `${a}?late`);
	folder.write('a.js', '22');
	assert.deepEqual(await reports.next(), [a, `${a}?late`]);
});

test('what changed unheard during an update is found by comparing what was read with what is there', async t => {
	const folder = new TemporaryFolder(t);
	const a = folder.writeOld('a.js', '0');
	let deaf: FileWatchEvents | null = null;
	const reports = new Reports(t, { openWatch: events => { deaf = events; return { add() {}, delete() {}, close() {} }; } });
	reports.source.track(a);
	while (deaf === null) await withinLimit(new Promise<void>(resolve => { setTimeout(resolve, 1); }));
	const { touched }: FileWatchEvents = deaf;
	folder.write('a.js', '1');
	touched(folder.at('a.js'));
	assert.deepEqual(await reports.next(), [a]);
	folder.write('a.js', '22, and no event');
	reports.source.verify();
	assert.deepEqual(await reports.next(), [a]);
});

test('what was written after its reading with the time of the clock\'s last tick is reported, as doubtful', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	const a = folder.writeOld('a.js', '0');
	const { ctimeMs } = statSync(folder.at('a.js'));
	reports.source.track(a, ctimeMs + 10);
	assert.deepEqual(await reports.next(), [a]);
	assert.deepEqual(reports.doubtful, [a]);
});

test('what was written long before its reading is not reported', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	folder.write('package.json', '{}');
	const a = folder.writeOld('src/a.js', '0');
	await untilOld();
	const gone = folder.id('src/gone.js');
	reports.source.track(a, Date.now());
	reports.source.track(gone);
	assert.deepEqual(await reports.next(), [gone]);
});

test('a file of an old time whose folder was moved there after its reading is reported, as doubtful', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	folder.write('package.json', '{}');
	const a = folder.writeOld('dist/lib/a.js', '0');
	folder.writeOld('next/lib/a.js', '1');
	await untilOld();
	const readAt = Date.now();
	renameSync(folder.at('dist'), folder.at('before'));
	renameSync(folder.at('next'), folder.at('dist'));
	reports.source.track(a, readAt);
	assert.deepEqual(await reports.next(), [a]);
	assert.deepEqual(reports.doubtful, [a]);
});

test('a file that was not found because its folder was away for a moment is reported when the folder is back', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	folder.write('package.json', '{}');
	const a = folder.writeOld('src/a.js', '0');
	const b = folder.writeOld('src/b.js', '0');
	await trackAll(reports, folder, [a, b]);
	renameSync(folder.at('src'), folder.at('away'));
	reports.source.verify([a]);
	renameSync(folder.at('away'), folder.at('src'));
	assert.deepEqual(await reports.next(), [a]);
});

test('a file that was not found and is there when the update ends is reported', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	const a = folder.writeOld('a.js', '0');
	await trackAll(reports, folder, [a]);
	reports.source.verify([a]);
	assert.deepEqual(await reports.next(), [a]);
	const b = folder.writeOld('b.js', '0');
	await untilOld();
	reports.source.track(b, Date.now());
	reports.source.verify([b]);
	assert.deepEqual(await reports.next(), [b], 'one that is not watched yet');
});

test('a file that was not found, and is not there when its watch begins, is reported when it comes, and not before', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	const a = folder.writeOld('a.js', '0');
	const missing = folder.id('missing.js');
	reports.source.track(missing);
	reports.source.verify([missing]);
	await trackAll(reports, folder, [a]);
	// Longer than a file is waited for that has just gone.
	for (let round = 0; round < 3; round++) {
		unlinkSync(folder.at('a.js'));
		assert.deepEqual(await reports.next(), [a]);
		folder.write('a.js', `${round}`);
		assert.deepEqual(await reports.next(), [a]);
	}
	assert.ok(!reports.batches.flat().includes(missing));
	folder.write('missing.js', '0');
	assert.deepEqual(await reports.next(), [missing]);
});

test('what says for ever of a file that is there that it is missing is not believed for ever', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	const a = folder.writeOld('a.js', '0');
	const b = folder.writeOld('b.js', '0');
	await trackAll(reports, folder, [a, b]);
	for (let time = 0; time < 5; time++) {
		reports.source.verify([a]);
		assert.deepEqual(await reports.next(), [a]);
	}
	reports.source.verify([a]);
	folder.write('b.js', '1');
	assert.deepEqual(await reports.next(), [b]);
	folder.write('a.js', '1');
	assert.deepEqual(await reports.next(), [a]);
});

test('a folder that is created again, with the number of the one that was deleted, is watched again', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	folder.write('package.json', '{}');
	const a = folder.writeOld('src/a.js', '0');
	await trackAll(reports, folder, [a]);
	rmSync(folder.at('src'), { recursive: true });
	folder.write('src/a.js', '1');
	assert.deepEqual(await reports.next(), [a]);
	folder.write('src/a.js', '22');
	assert.deepEqual(await reports.next(), [a]);
});

const eventLimit = '/proc/sys/fs/inotify/max_queued_events';

test('a change that the system dropped, because too much had happened before, is found', { skip: !existsSync(eventLimit) && 'This system has no such limit' }, async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	const a = folder.writeOld('src/a.js', '0');
	await trackAll(reports, folder, [a]);
	// More than Linux keeps, in one turn: no event is read meanwhile.
	const most = Number(readFileSync(eventLimit, 'utf8'));
	for (const name of ['src/one.txt', 'src/two.txt']) folder.write(name, '');
	for (let index = 0; index <= most; index++) utimesSync(folder.at(index % 2 === 0 ? 'src/one.txt' : 'src/two.txt'), index, index);
	folder.write('src/a.js', '11');
	assert.deepEqual(await reports.next(), [a]);
});

test('a system without watches left is named, and the files are polled', async t => {
	const folder = new TemporaryFolder(t);
	const a = folder.writeOld('a.js', '0');
	const refused: string[] = [];
	const reports = new Reports(t, {
		openWatch: ({ failed }) => ({
			add: () => failed(Object.assign(new Error('System limit for number of file watchers reached'), { code: 'ENOSPC' })),
			delete() {},
			close() {},
		}),
		onExhausted: (error, interval) => refused.push(`${error.code} ${interval}`),
	});
	reports.source.track(a);
	const beat = setInterval(() => folder.write('a.js', `${performance.now()}`), 400);
	t.after(() => clearInterval(beat));
	assert.deepEqual(await reports.next(), [a]);
	assert.deepEqual(refused, ['ENOSPC 300']);
});

test('P68: what tools write into a watched folder, and no module is, is not reported', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	const a = folder.writeOld('a.js', '0');
	await trackAll(reports, folder, [a]);
	for (const name of ['a.js.timestamp-1.mjs', '.a.js.swp', 'a.js~', 'cache/a.js']) folder.write(name, 'export {};');
	folder.write('a.js', '1');
	assert.deepEqual(await reports.next(), [a]);
	assert.equal(reports.batches.flat().filter(id => id !== a && !id.endsWith('/probe.js')).length, 0);
});

for (const { name, options } of backends) {
	test(`P71: ${name}: a file is reported if its time goes back, and if it gets other content of the same length with its old time`, async t => {
		const folder = new TemporaryFolder(t);
		const reports = new Reports(t, options);
		const a = folder.writeOld('a.js', '0');
		await trackAll(reports, folder, [a]);
		const longAgo = new Date(2001, 1, 1);
		utimesSync(folder.at('a.js'), longAgo, longAgo);
		assert.deepEqual(await reports.next(), [a]);
		folder.write('a.js.tmp', '1');
		utimesSync(folder.at('a.js.tmp'), longAgo, longAgo);
		renameSync(folder.at('a.js.tmp'), folder.at('a.js'));
		assert.deepEqual(await reports.next(), [a], 'another file of the same time and length');
		writeFileSync(folder.at('a.js'), '2');
		utimesSync(folder.at('a.js'), longAgo, longAgo);
		assert.deepEqual(await reports.next(), [a], 'the same file, written, with its time set back');
	});
}

test('a clock that is set back leaves files with times to come: each save of one is reported', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	const a = folder.writeOld('a.js', '0');
	const toCome = new Date(Date.now() + 3_600_000);
	utimesSync(folder.at('a.js'), toCome, toCome);
	await trackAll(reports, folder, [a]);
	for (const text of ['1', '2', '3']) {
		writeFileSync(folder.at('a.js'), text);
		utimesSync(folder.at('a.js'), toCome, toCome);
		assert.deepEqual(await reports.next(), [a], text);
	}
});

/** Root may read everything: until the test ends, somebody else does what this process does. */
function asNobody(t: TestContext): void {
	if (process.geteuid?.() !== 0) return;
	process.seteuid?.(65_534);
	t.after(() => process.seteuid?.(0));
}

test('a folder that may no longer be read says nothing and ends nothing; its files are reported when it may be read again', async t => {
	asNobody(t);
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	const a = folder.writeOld('lib/a.js', '0');
	await trackAll(reports, folder, [a]);
	chmodSync(folder.at('lib'), 0o000);
	try {
		assert.deepEqual(await reports.next(), [a], 'gone, as far as anybody can see');
	} finally {
		chmodSync(folder.at('lib'), 0o755);
	}
	assert.deepEqual(await reports.next(), [a]);
});

test('a file that vanishes between its event and the look at it is reported once it stays away, and when it is back', async t => {
	const folder = new TemporaryFolder(t);
	const reports = new Reports(t);
	const a = folder.writeOld('a.js', '0');
	await trackAll(reports, folder, [a]);
	folder.write('a.js', '1');
	unlinkSync(folder.at('a.js'));
	assert.deepEqual(await reports.next(), [a]);
	folder.write('a.js', '22');
	assert.deepEqual(await reports.next(), [a]);
});

test('modules that are no files are let be', t => {
	const reports = new Reports(t);
	for (const id of ['node:fs', 'data:text/javascript,1', 'file://elsewhere/a.js', 'pkg:left-pad']) {
		reports.source.track(id);
		reports.source.untrack(id);
	}
	assert.equal(pathOf('node:fs'), null);
	assert.equal(pathOf('file:///a%20b.js?x#y'), process.platform === 'win32' ? null : '/a b.js');
});

test('watching keeps no process alive', t => {
	const folder = new TemporaryFolder(t);
	const a = folder.writeOld('a.js', '0');
	const program = `
		import { openFileSource } from ${JSON.stringify(new URL('../dist/file-source.js', import.meta.url).href)};
		const source = openFileSource(${'{}'})(() => {});
		source.track(${JSON.stringify(a)});
		setTimeout(() => console.log('done'), 50);
	`;
	const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8', timeout: 90_000 });
	assert.deepEqual({ stdout, status }, { stdout: 'done\n', status: 0 });
});

test('a closed source reports nothing and takes nothing', t => {
	const folder = new TemporaryFolder(t);
	const source = openFileSource()(() => assert.fail('reported after close'));
	source.track(folder.writeOld('a.js', '0'));
	source.close();
	source.track(folder.writeOld('b.js', '0'));
	source.untrack(folder.id('a.js'));
	source.close();
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from './support/program.js';

const files = {
	'main.js': 'import { value } from "./a.js"; import.meta.hot.accept("./a.js", () => import.meta.log("accepted", value));',
	'a.js': 'export const value = 1;',
};

test('a change that the update under way has read already is not applied again when its report comes', async () => {
	let readUntil = 5;
	const asked: unknown[] = [];
	const program = await start(files, {
		isNews(id, changedAt) {
			asked.push([id, changedAt]);
			return changedAt > readUntil;
		},
	});
	program.runtime.hot.on('afterUpdate', () => { readUntil = 20; });
	program.host.files.set('a.js', 'export const value = 2;');
	const first = program.runtime.changed([{ id: 'a.js', changedAt: 10 }]);
	// The text is read once that update has begun; the system tells of the save after that.
	await Promise.resolve();
	const second = program.runtime.changed([{ id: 'a.js', changedAt: 11 }]);
	assert.equal((await first)?.type, 'updated');
	assert.equal(await second, null);
	assert.deepEqual(program.takeLog(), ['accepted', 2]);
	assert.deepEqual(asked, [['a.js', 10], ['a.js', 11]]);
});

test('of several reports the last counts, and one without a time is always news', async () => {
	const asked: unknown[] = [];
	const program = await start(files, {
		isNews(_, changedAt) {
			asked.push(changedAt);
			return false;
		},
	});
	const { runtime } = program;
	await Promise.all([runtime.changed([{ id: 'a.js', changedAt: 10 }]), runtime.changed([{ id: 'a.js', changedAt: 30 }]), runtime.changed([{ id: 'a.js', changedAt: 20 }])]);
	assert.deepEqual(asked, [30]);
	assert.equal((await program.touch('a.js')).type, 'updated');
	await Promise.all([runtime.changed([{ id: 'a.js', changedAt: 10 }]), runtime.changed([{ id: 'a.js' }])]);
	assert.deepEqual(program.takeLog(), ['accepted', 1, 'accepted', 1]);
	assert.deepEqual(asked, [30]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describe, progressBar } from '../dist/progress-bar.js';
import { countProgress, type Progress } from '../dist/progress.js';

const state = (done: number, phase: Progress['phase'] = 'fetch'): Progress => ({ name: 'lib', version: '1.0.0', phase, packages: { done, total: 4 }, bytes: { received: 12_345, total: null } });

test('a line says which package, how far, and how many bytes', () => {
	assert.equal(describe(state(1)), `lib@1.0.0 ${'█'.repeat(6)}${'░'.repeat(18)} fetch 1/4 packages, 12 kB`);
});

test('the bar is drawn on a terminal, not too often, and is gone at the end', () => {
	const written: string[] = [];
	let now = 0;
	const draw = progressBar({ isTTY: true, columns: 40, write: text => written.push(text) }, () => now);
	draw(state(0));
	draw(state(1));
	now = 100;
	draw(state(2));
	draw(state(4, 'ready'));
	assert.equal(written.length, 3);
	assert.ok(written.every(text => text.startsWith('\r\x1b[2K') && text.length < 40 + 5));
	assert.equal(written[2], '\r\x1b[2K');
});

test('nothing is written where there is no terminal', () => {
	const written: string[] = [];
	progressBar({ write: text => written.push(text) })(state(1));
	assert.deepEqual(written, []);
});

test('counts only grow', () => {
	const seen: Progress[] = [];
	const counter = countProgress('lib', '1.0.0', progress => seen.push(progress));
	counter.expect(2);
	counter.announced(100);
	counter.received(60);
	counter.received(40);
	counter.packageDone();
	assert.deepEqual(seen.map(({ packages, bytes }) => [packages.done, bytes.received, bytes.total]), [[0, 0, null], [0, 0, 100], [0, 60, 100], [0, 100, 100], [1, 100, 100]]);
});

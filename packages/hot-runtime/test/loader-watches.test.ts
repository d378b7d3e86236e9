import assert from 'node:assert/strict';
import test from 'node:test';
import { fewerWishes, LoaderHots, type LoaderWish } from '../dist/loader-hot.js';
import { LoaderWatches } from '../dist/loader-watches.js';

/** A module `file:///page.html` made of other files by a loader, and what is watched and changed for it. */
function watched() {
	const files = new Set<string>();
	const changed: string[] = [];
	const watches = new LoaderWatches({ track: url => void files.add(url), untrack: url => void files.delete(url) }, id => void changed.push(id));
	return {
		files, changed, watches,
		hots: new LoaderHots(wish => watches.take(wish)),
		changedBy: (...ids: string[]) => watches.expand(ids.map(id => ({ id }))).map(({ id }) => id),
	};
}

type Hot = { watch(url: string): void; invalidate(): void };

const page = 'file:///page.html';
const part = 'file:///part.html';

function loadPage(hots: LoaderHots, ...parts: string[]): Hot {
	const hot = hots.loading(page) as Hot;
	for (const url of parts) hot.watch(url);
	hots.loaded(page);
	return hot;
}

test('a change of a part is a change of the module that is made of it', () => {
	const { watches, hots, files, changedBy } = watched();
	loadPage(hots, './part.html');
	watches.track(page);
	assert.deepEqual([...files].sort(), [page, part]);
	assert.deepEqual(changedBy(part), [page]);
	assert.deepEqual(changedBy(page), [page]);
	assert.deepEqual(changedBy(page, part), [page]);
});

test('a part that is a module of its own is changed as well, and stays watched when it is a part no more', () => {
	const { watches, hots, files, changedBy } = watched();
	watches.track(part);
	loadPage(hots, part);
	watches.track(page);
	assert.deepEqual(changedBy(part), [part, page]);
	loadPage(hots);
	assert.deepEqual(changedBy(part), [part]);
	assert.ok(files.has(part));
});

test('a load says anew what the module is made of, but one that failed ends no watch', () => {
	const { watches, hots, files } = watched();
	loadPage(hots, part);
	watches.track(page);
	(hots.loading(page) as Hot).watch('./second.html');
	assert.deepEqual([...files].sort(), [page, part, 'file:///second.html']);
	loadPage(hots, './third.html');
	assert.deepEqual([...files].sort(), [page, 'file:///third.html']);
});

test('what an earlier load says late is not heard', () => {
	const { watches, hots, files } = watched();
	const first = loadPage(hots);
	watches.track(page);
	loadPage(hots);
	first.watch(part);
	assert.deepEqual([...files], [page]);
});

test('a module that leaves the program takes its watches with it', () => {
	const { watches, hots, files } = watched();
	loadPage(hots, part);
	watches.track(page);
	watches.untrack(page);
	hots.forget(page);
	assert.deepEqual([...files], []);
	assert.equal(hots.of(page), undefined);
});

test('what is changed between its load and its start is changed when it has become part of the program', () => {
	const { watches, hots, changed } = watched();
	loadPage(hots, part).invalidate();
	assert.deepEqual(changed, []);
	watches.track(page);
	assert.deepEqual(changed, [page]);
	(hots.of(page) as Hot).invalidate();
	assert.deepEqual(changed, [page, page]);
});

test('a relative URL is relative to the module, and a wrong one is an error for the loader', () => {
	const wishes: LoaderWish[] = [];
	const hot = new LoaderHots(wish => void wishes.push(wish)).loading('file:///a/b.js') as Hot;
	hot.watch('../c.txt');
	assert.deepEqual(wishes.map(wish => wish.type === 'watch' && wish.url), ['file:///c.txt']);
	assert.throws(() => hot.watch('http://'), { code: 'ERR_INVALID_URL' });
});

test('no message is sent of modules that say nothing', () => {
	const wishes: string[] = [];
	const hots = new LoaderHots(fewerWishes(wish => void wishes.push(wish.type)));
	loadPage(hots);
	assert.deepEqual(wishes, []);
	loadPage(hots, part);
	assert.deepEqual(wishes, ['watch', 'loaded']);
});

// One package under version control: what it remembers, and for how long.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MappedPackage, type MapRequest, type PlacedVersion } from '../dist/mapped-package.js';
import type { StoredVersion } from '../dist/store/stored-version.js';

const request: MapRequest = { name: 'lib', package: '@demo/lib', version: '1.0.0', fallback: false, pinned: false, minAge: 0, integrity: null };
const stored = (version: string): StoredVersion => ({ registry: 'r', name: '@demo/lib', version, integrity: `sha512-${version}`, folder: `/${version}`, home: `/home/${version}`, folders: [`/${version}`], peers: [], uses: { packages: [], contents: [] } });
const placed = (version: string): PlacedVersion => ({ version, integrity: `sha512-${version}`, from: `file:///${version}/package.json`, stored: stored(version), folder: null, since: new Date(0) });
const installed: PlacedVersion = { version: '0.9.0', integrity: null, from: 'file:///app/package.json', stored: null, folder: 'file:///app/node_modules/lib/', since: new Date(0) };
const previous = (mapped: MappedPackage): string | null => mapped.previous?.version ?? null;
const versions = (list: readonly PlacedVersion[]) => list.map(({ version }) => version);

test('what ran stays for a while, the latest last; going back takes it out again', () => {
	const mapped = new MappedPackage(request, placed('1.0.0'));
	assert.equal(previous(mapped), null);
	for (const version of ['2.0.0', '3.0.0', '4.0.0']) assert.deepEqual(mapped.moveTo(placed(version), false, 3), []);
	assert.deepEqual(versions(mapped.retained(3)), ['4.0.0', '1.0.0', '2.0.0', '3.0.0']);
	assert.deepEqual(versions(mapped.retained(1)), ['4.0.0', '3.0.0']);
	assert.deepEqual(versions(mapped.moveTo(placed('5.0.0'), false, 3)), ['1.0.0'], 'what is one too many is handed back');
	assert.equal(previous(mapped), '4.0.0');
	mapped.moveTo(mapped.previous ?? installed, true, 3);
	assert.deepEqual([mapped.current.version, previous(mapped)], ['4.0.0', '3.0.0']);
	assert.deepEqual(mapped.describe().history.map(({ version }) => version), ['2.0.0', '3.0.0']);
});

test('a package that is to keep no earlier version keeps none', () => {
	const mapped = new MappedPackage(request, placed('1.0.0'));
	assert.deepEqual(versions(mapped.moveTo(placed('2.0.0'), false, 0)), ['1.0.0']);
	assert.equal(previous(mapped), null);
	assert.deepEqual(versions(mapped.retained(0)), ['2.0.0']);
	assert.equal(mapped.ready('1.0.0'), null);
});

test('a version is at hand if it runs, ran lately or was prepared; an installed one has no files of ours', () => {
	const mapped = new MappedPackage(request, installed);
	assert.equal(mapped.ready('0.9.0'), null);
	mapped.moveTo(placed('1.0.0'), false, 3);
	mapped.prepared(placed('2.0.0'));
	assert.deepEqual(['0.9.0', '1.0.0', '2.0.0', '3.0.0'].map(version => mapped.ready(version)?.version), [undefined, '1.0.0', '2.0.0', undefined]);
});

test('five prepared versions stay, the last ones; one that is prepared again is the last', () => {
	const mapped = new MappedPackage(request, placed('1.0.0'));
	for (const version of ['2.0.0', '3.0.0', '4.0.0', '5.0.0', '6.0.0', '2.0.0', '7.0.0']) mapped.prepared(placed(version));
	assert.deepEqual(versions(mapped.retained(3)), ['1.0.0', '4.0.0', '5.0.0', '6.0.0', '2.0.0', '7.0.0']);
});

test('a version that failed is not tried for ten minutes, unless it is forgiven', t => {
	t.mock.timers.enable({ apis: ['Date'], now: 1_000_000 });
	const mapped = new MappedPackage(request, placed('1.0.0'));
	assert.equal(mapped.denialOf('2.0.0'), null);
	mapped.deny('2.0.0', new Error('first.'));
	mapped.deny('3.0.0', new Error('other\nwith a stack'));
	t.mock.timers.tick(5 * 60_000);
	mapped.deny('2.0.0', new Error('second'));
	assert.deepEqual(mapped.describe().denied, [
		{ version: '3.0.0', reason: 'other', until: new Date(1_600_000) }, { version: '2.0.0', reason: 'second', until: new Date(1_900_000) },
	]);
	t.mock.timers.tick(5 * 60_000);
	assert.equal(mapped.denialOf('3.0.0'), null, 'its time is over');
	assert.equal((mapped.denialOf('2.0.0') as Error).message, 'second');
	mapped.forgive('2.0.0');
	assert.equal(mapped.denialOf('2.0.0'), null);
	assert.deepEqual(mapped.describe().denied, []);
});

test('it says where its version came from, since when, and what was wanted', t => {
	t.mock.timers.enable({ apis: ['Date'], now: 5000 });
	const mapped = new MappedPackage({ ...request, pinned: true }, installed);
	mapped.drift = '2.0.0';
	assert.deepEqual(mapped.describe(), { name: 'lib', package: '@demo/lib', version: '0.9.0', integrity: null, source: 'installed', since: new Date(0), pinned: true, drift: '2.0.0', history: [], denied: [] });
	mapped.moveTo(placed('1.0.0'), false, 3);
	const { source, integrity, since, history } = mapped.describe();
	assert.deepEqual({ source, integrity, since, history }, { source: 'store', integrity: 'sha512-1.0.0', since: new Date(5000), history: [{ version: '0.9.0', since: new Date(0), until: new Date(5000) }] });
});

// What is loaded and refused leaves no trace.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Catalogue } from '@hot-runtime/loader';
import type { LoaderDriver } from '@hot-runtime/loader';
import type { LoadedModule } from '@hot-runtime/types';
import { NodeHost } from '../dist/node-host.js';

class Driver implements LoaderDriver {
	readonly known = new Set<string>();
	readonly inForceIds: string[] = [];

	async load(roots: readonly { readonly id: string }[]) {
		const modules = roots.map(({ id }): LoadedModule => ({ kind: 'external', id, url: id, attributes: {}, bindings: 'static' }));
		for (const { id } of modules) this.known.add(id);
		return { ok: true, modules } as const;
	}

	async resolve(specifier: string): Promise<string> {
		return this.resolveSync(specifier);
	}

	resolvesAnew(): boolean {
		return false;
	}

	resolveSync(specifier: string): string {
		this.known.add(specifier);
		return specifier;
	}

	async place(): Promise<void> {}

	inForce(id: string): void {
		this.inForceIds.push(id);
	}

	forget(id: string): void {
		this.known.delete(id);
	}
}

function host() {
	const driver = new Driver();
	const catalogue = new Catalogue();
	return { driver, catalogue, host: new NodeHost(driver, catalogue, null) };
}

const external = (id: string): LoadedModule => ({ kind: 'external', id, url: id, attributes: {}, bindings: 'live' });

test('what is loaded is part of the catalogue once it is in force', async () => {
	const { driver, catalogue, host: node } = host();
	await node.load([{ id: 'a:1' }], () => false);
	assert.equal(catalogue.has('a:1'), false);
	node.inForce(external('a:1'));
	assert.equal(catalogue.has('a:1'), true);
	assert.deepEqual(driver.inForceIds, ['a:1']);
});

test('after a thousand refused updates nothing is known of what they would have brought', async () => {
	const { driver, catalogue, host: node } = host();
	node.inForce(external('kept:'));
	for (let index = 0; index < 1000; index++) {
		await node.load([{ id: 'kept:' }, { id: `new:${index}` }], () => false);
		node.updateEnded(id => id === 'kept:');
	}
	assert.deepEqual([...driver.known], ['kept:']);
	assert.equal(catalogue.has('new:0'), false);
	assert.deepEqual(catalogue.get('kept:'), external('kept:'), 'the version in force');
});

test('what an import() asks for is not forgotten with an update that ends meanwhile', async () => {
	const { driver, host: node } = host();
	await node.resolve('lazy:1', 'main:', {});
	node.updateEnded(() => false);
	assert.ok(driver.known.has('lazy:1'));
	await node.load([{ id: 'lazy:1', isImport: true }], () => false);
	node.updateEnded(() => false);
	assert.ok(driver.known.has('lazy:1'));
});

test('a module is watched from when it was read, though another load began before it came into the program', async () => {
	const { host: node } = host();
	const first = await node.load([{ id: 'a:1' }], () => false);
	assert.ok(first.ok && first.modules[0] !== undefined);
	const readAt = node.readSince;
	while (Date.now() === readAt) await new Promise<void>(resolve => { setImmediate(resolve); });
	await node.load([{ id: 'b:1', isImport: true }], () => false);
	assert.ok(node.readSince > readAt);
	node.inForce(first.modules[0]);
	assert.equal(node.readSince, readAt);
});

test('a module that two loads share is watched from when the first of them began to read', async () => {
	const { driver, host: node } = host();
	const shared = external('a:1');
	driver.load = async () => ({ ok: true, modules: [shared] });
	await node.load([{ id: 'a:1', isImport: true }], () => false);
	const readAt = node.readSince;
	while (Date.now() === readAt) await new Promise<void>(resolve => { setImmediate(resolve); });
	await node.load([{ id: 'a:1', isImport: true }], () => false);
	node.inForce(shared);
	assert.equal(node.readSince, readAt);
});

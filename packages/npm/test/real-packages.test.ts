// Real packages between real versions, from the registry that npm is configured for. One small package where that can be reached; all with
// HOT_RUNTIME_REAL_PACKAGES=all in the environment.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { readNpmConfig } from '../dist/npm-config.js';
import { parseRequest } from '../dist/package-spec.js';
import { resolveRequest } from '../dist/registry.js';
import { within } from '../dist/within.js';
import { startApplication } from './support/application.js';

const isReachable = await readNpmConfig({ folder: process.cwd() })
	.then(config => within(8000, 'nanoid', resolveRequest(parseRequest('nanoid', '^5.0.0'), { ...config, retry: { retries: 0 } })))
	.then(() => true, () => false);
const isAll = process.env['HOT_RUNTIME_REAL_PACKAGES'] === 'all';
const skip = isReachable ? false : 'no registry can be reached';
const skipUnlessAll = isReachable && !isAll ? 'only with HOT_RUNTIME_REAL_PACKAGES=all' : skip;

interface Story {
	readonly map: Readonly<Record<string, string>>;
	/** An ES module that exports `all`. */
	readonly app: string;
	/** Swaps to make, and what the program answers after each. */
	readonly swaps: readonly (readonly [name: string, version: string, answer: unknown])[];
	readonly first: unknown;
	readonly files?: Readonly<Record<string, string>>;
}

const outages: readonly unknown[] = ['REGISTRY_UNREACHABLE', 'REGISTRY_REFUSED', 'TIMEOUT'];

/** A registry that goes away meanwhile says nothing about us. */
async function tell(t: TestContext, story: Story): Promise<void> {
	try {
		await tellAll(story);
	} catch (error) {
		const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : null;
		if (!outages.includes(code)) throw error;
		t.skip(`the registry went away: ${String(code)}`);
	}
}

async function tellAll({ map, app, swaps, first, files = {} }: Story): Promise<void> {
	await using application = await startApplication({ registry: null, map, mapOptions: { timeout: 60_000 }, files: { 'app.js': app, ...files } });
	assert.deepEqual(await application.ask('all'), first);
	for (const [name, version, answer] of swaps) {
		const outcome = await application.call('use', name, version);
		if (outages.includes(outcome.code)) throw Object.assign(new Error(outcome.message ?? ''), { code: outcome.code });
		assert.equal(outcome.type, 'updated', `${name}@${version}: ${outcome.message ?? ''}`);
		assert.deepEqual(await application.ask('all'), answer, `${name}@${version}`);
	}
}

const versionOf = (name: string) => `const versionOf = () => npm.versions().find(each => each.name === '${name}').version;`;

test('nanoid, ES modules only: 5.0.0 to 5.1.5 and back', { skip }, t => tell(t, {
	map: { nanoid: '5.0.0' },
	app: `import { npm } from 'hot-runtime/npm'; import { nanoid, customAlphabet } from 'nanoid'; import { nanoid as simple } from 'nanoid/non-secure'; ${versionOf('nanoid')}
export const all = () => [versionOf(), nanoid(9).length, customAlphabet('a', 3)(), simple(5).length];`,
	first: ['5.0.0', 9, 'aaa', 5], swaps: [['nanoid', '5.1.5', ['5.1.5', 9, 'aaa', 5]], ['nanoid', '5.0.0', ['5.0.0', 9, 'aaa', 5]]],
}));

test('express, CommonJS with deep dependencies, under requests: 4.18.2 to 4.21.2', { skip: skipUnlessAll }, t => tell(t, {
	map: { express: '4.18.2' },
	app: `import { npm } from 'hot-runtime/npm'; import express from 'express'; import { createServer } from 'node:http'; ${versionOf('express')}
const server = createServer((request, response) => { const app = express(); app.get('/a/:b', (q, s) => s.json({ b: q.params.b, v: versionOf() })); app(request, response); });
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
export const all = async () => (await fetch('http://127.0.0.1:' + server.address().port + '/a/x')).json();`,
	first: { b: 'x', v: '4.18.2' }, swaps: [['express', '4.21.2', { b: 'x', v: '4.21.2' }], ['express', '4.18.2', { b: 'x', v: '4.18.2' }]],
}));

test('hono, with subpath exports: 4.6.0 to 4.9.0', { skip: skipUnlessAll }, t => tell(t, {
	map: { hono: '4.6.0' },
	app: `import { npm } from 'hot-runtime/npm'; import { Hono } from 'hono'; import { cors } from 'hono/cors'; import { html } from 'hono/html'; ${versionOf('hono')}
export const all = async () => { const app = new Hono(); app.use(cors()); app.get('/', c => c.text(versionOf())); const r = await app.request('/'); return [await r.text(), r.headers.get('access-control-allow-origin'), String(html\`<b>\${1}</b>\`)]; };`,
	first: ['4.6.0', '*', '<b>1</b>'], swaps: [['hono', '4.9.0', ['4.9.0', '*', '<b>1</b>']]],
}));

test('react-dom, with a peer dependency that is itself under version control: one React', { skip: skipUnlessAll }, t => tell(t, {
	map: { react: '18.2.0', 'react-dom': '18.2.0' },
	app: `import React, { createElement, useState } from 'react'; import { renderToString } from 'react-dom/server'; import { version } from 'react-dom';
const Counter = () => { const [n] = useState(7); return createElement('b', null, n); };
export const all = () => [renderToString(createElement(Counter)), React.version, version];`,
	first: ['<b>7</b>', '18.2.0', '18.2.0'],
	swaps: [['react-dom', '18.1.0', ['<b>7</b>', '18.2.0', '18.1.0']], ['react-dom', '18.2.0', ['<b>7</b>', '18.2.0', '18.2.0']]],
}));

test('chalk, from CommonJS to ES modules and back: 4.1.2 to 5.4.1', { skip: skipUnlessAll }, t => tell(t, {
	map: { chalk: '4.1.2' },
	app: `import { npm } from 'hot-runtime/npm'; import chalk from 'chalk'; ${versionOf('chalk')}
export const all = () => [versionOf(), typeof chalk.red('x')];`,
	first: ['4.1.2', 'string'], swaps: [['chalk', '5.4.1', ['5.4.1', 'string']], ['chalk', '4.1.2', ['4.1.2', 'string']]],
}));

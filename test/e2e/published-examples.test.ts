// The examples that dynohot publishes, with no more than the package's name changed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setups } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';
import { noRedis, startRedis } from '../support/redis-server.js';

const manifest = '{"type":"module"}';

const passesClientOn = `
	import { createClient } from "redis";

	export const client = import.meta.hot?.data?.client ?? await async function() {
		const client = createClient();
		await client.connect();
		return client;
	}();

	import.meta.hot?.dispose(data => {
		data.client = client;
	});`;

for (const setup of setups) {
	test(`${setup.name}: a server that accepts itself closes the old one and listens anew`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': manifest,
				'main.js': `
					import { createServer } from "node:http";
					import { someMiddlewareProvider } from "./the-rest-of-your-app.js";

					const server = createServer();
					server.on("request", someMiddlewareProvider);

					server.listen(globalThis.port ?? 0);

					import.meta.hot?.accept();
					import.meta.hot?.dispose(() => {
						server.close();
					});
					server.on("listening", async () => {
						globalThis.port = server.address().port;
						console.log(await (await fetch(\`http://127.0.0.1:\${globalThis.port}\`, { headers: { connection: "close" } })).text());
					});`,
				'the-rest-of-your-app.js': 'export function someMiddlewareProvider(request, response) { response.end("one"); }',
			},
		});
		const program = start(folder, setup);
		await program.prints('one\n');
		folder.replace('the-rest-of-your-app.js', 'export function someMiddlewareProvider(request, response) { response.end("two"); }');
		await program.prints('two\n');
	});

	test(`${setup.name}: swappable middleware`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, {
			packages: ['express'],
			files: {
				'package.json': manifest,
				'main.js': `
					import express from "express";
					import { makeSwappableMiddleware } from "hot-runtime/utilities/middleware";
					import yourMiddleware from "./your-middleware.js";

					const app = express();
					const [ swap, middleware ] = makeSwappableMiddleware(yourMiddleware);
					app.use(middleware);
					import.meta.hot?.accept("./your-middleware.js", () => {
						swap(yourMiddleware);
					});
					const server = app.listen(0, () => console.log(\`listens on \${server.address().port}.\`));`,
				'your-middleware.js': 'export default (request, response) => response.send("one");',
			},
		});
		const program = start(folder, setup);
		const [, port] = await program.prints(/listens on (\d+)\./);
		const ask = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}/`)).text();
		if (await ask() !== 'one') throw new Error('not one');
		folder.replace('your-middleware.js', 'export default (request, response) => response.send("two");');
		await program.prints(/\[hot\] Loaded 1/);
		if (await ask() !== 'two') throw new Error('not two');
	});

	test(`${setup.name}: a database connection that is passed forward`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': manifest,
				'node_modules/redis/package.json': '{"name":"redis","type":"module","exports":"./index.js"}',
				'node_modules/redis/index.js': 'let made = 0; export const createClient = () => ({ name: `client ${++made}`, async connect() {} });',
				'main.js': 'import { client } from "./client.js"; import.meta.hot?.accept(); console.log(`has ${client.name}, for ever`); setInterval(() => {}, 1000);',
				'client.js': passesClientOn,
			},
		});
		const program = start(folder, setup);
		await program.prints('has client 1, for ever');
		folder.edit('client.js', 'import {', '// changed\nimport {');
		await program.prints('has client 1, for ever');
	});

	test(`${setup.name}: a connection to a real Redis server is passed forward`, { skip: setup.skip || noRedis }, async t => {
		const folder = new ProgramFolder(t, {
			packages: ['redis'],
			files: {
				'package.json': manifest,
				// The example names no server: the one of this test is at another place.
				'server.cjs': 'const net = require("node:net"); const { createConnection } = net; net.createConnection = options => createConnection({ path: process.env.REDIS_SOCKET });',
				'main.js': `
					import { client } from "./client.js";
					import.meta.hot?.accept();
					const connection = () => client.sendCommand(["CLIENT", "ID"]);
					console.log(\`run \${await client.incr("runs")}, connection \${await connection()}, clients \${/connected_clients:(\\d+)/.exec(await client.info("clients"))[1]}.\`);`,
				'client.js': passesClientOn,
			},
		});
		const program = start(folder, setup, { flags: ['--require', './server.cjs'], env: { REDIS_SOCKET: await startRedis(t, folder.path) } });
		const [, connection] = await program.prints(/run 1, connection (\d+), clients 1\./);
		folder.edit('client.js', 'import {', '// changed\nimport {');
		await program.prints(`run 2, connection ${connection}, clients 1.`);
		folder.edit('main.js', 'run $', 'again, run $');
		await program.prints(`again, run 3, connection ${connection}, clients 1.`);
	});

	test(`${setup.name}: well-typed data`, { skip: setup.skip || !setup.node.stripsTypes && 'This Node runs no TypeScript' }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': manifest,
				'main.ts': `
					import type { Hot } from "hot-runtime";
					import type { Server } from "node:http";
					import { createServer } from "node:http";

					const hot: Hot<{ server?: Server }> | undefined = import.meta.hot;
					const server = hot?.data?.server ?? createServer();
					hot?.dispose(data => {
						data.server = server;
					});

					hot?.accept();
					if (!server.listening) server.listen(0);
					server.once("listening", () => console.log("listens."));
					if (server.listening) console.log("still listens.");`,
			},
		});
		const program = start(folder, setup, { main: 'main.ts' });
		await program.prints('listens.\n');
		folder.edit('main.ts', 'still listens', 'listens as before');
		await program.prints('listens as before.\n');
	});

	test(`${setup.name}: a module that invalidates itself on external events`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': manifest,
				'payload.bin': 'one',
				'main.js': 'import { payload } from "./payload.js"; console.log(`payload is ${payload}.`); import.meta.hot?.accept("./payload.js", () => console.log(`payload is ${payload}.`));',
				'payload.js': `
					import fs from "node:fs";
					import fsPromises from "node:fs/promises";

					export const payload = await fsPromises.readFile("payload.bin");
					if (import.meta.hot) {
						const watcher = fs.watch("payload.bin", () => {
							import.meta.hot.invalidate();
							watcher.close();
						});
					}`,
			},
		});
		const program = start(folder, setup);
		await program.prints('payload is one.');
		folder.write('payload.bin', 'two');
		await program.prints('payload is two.');
	});

	test(`${setup.name}: a silent program logs the messages itself`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': manifest,
				'loaders.js': `
					import { register } from "node:module";

					register("hot-runtime/loader", {
						parentURL: import.meta.url,
						data: {
							silent: true,
						},
					});`,
				'main.js': `
					import "./a.js";
					import.meta.hot?.accept("./a.js");
					import.meta.hot?.on("message", (message, ...params) => console.log("logs", message, params.length));
					setInterval(() => {}, 1000);
					console.log("runs");`,
				'a.js': 'export {};',
			},
		});
		const program = start(folder, setup, { flags: ['--import', './loaders.js'], isPlain: true });
		await program.prints('runs');
		folder.replace('a.js', 'export const a = ;');
		await program.prints(/^logs a\.js: not applied, the old version keeps running\.\n {2}a\.js:1:18\n/m);
		folder.replace('a.js', 'export const a = 1;');
		await program.prints(/^logs Loaded 1 new module in \d+ms\. 1$/m);
		assert.equal(program.stderr, '');
	});

	test(`${setup.name}: code outside of modules hears of updates through hot`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, {
			packages: [],
			files: {
				'package.json': manifest,
				'outside.cjs': [
					'import("hot-runtime").then(({ hot }) => { hot.on("message", (text, { outcome: { type, loaded } }) => console.log(`${text} ${type}',
					'${loaded.length}, ${hot.graph().modules.length} modules`));',
					'console.log("hears"); });',
				].join(' '),
				'main.js': 'import "./outside.cjs"; import "./a.js"; import.meta.hot.accept("./a.js"); setInterval(() => {}, 1000);',
				'a.js': 'export {};',
			},
		});
		const program = start(folder, setup);
		await program.prints('hears');
		folder.replace('a.js', 'export const a = 1;');
		await program.prints(/^Loaded 1 new module in \d+ms\. updated 1, 3 modules$/m);
	});
}

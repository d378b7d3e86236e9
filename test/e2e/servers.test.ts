import assert from 'node:assert/strict';
import { Agent, get } from 'node:http';
import { test } from 'node:test';
import { defaultSetups } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';

interface Answer {
	readonly status: number;
	readonly text: string;
}

/** Without an agent, over a connection of its own. */
function fetchText(port: number, path: string, agent: Agent | false = false): Promise<Answer> {
	return new Promise((resolve, reject) => {
		get({ host: '127.0.0.1', port, path, agent }, response => {
			let text = '';
			response.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; });
			response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
			response.on('error', reject);
		}).on('error', reject);
	});
}

for (const setup of defaultSetups) {
	test(`${setup.name}: a server that accepts itself closes and opens again on its port`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { fixture: 'a-server-keeps-its-port' });
		const program = start(folder, setup);
		const port = Number((await program.prints(/listening on (\d+)/))[1]);
		await program.prints('started');
		assert.deepEqual(await fetchText(port, '/Ada'), { status: 200, text: 'Hello, Ada!' });
		folder.edit('greeting.js', 'Hello', 'Good day');
		await program.prints('closed');
		await program.prints(`listening on ${port}`);
		await program.prints('[hot] Loaded 1 new module, reevaluated 1 existing module');
		assert.deepEqual(await fetchText(port, '/Ada'), { status: 200, text: 'Good day, Ada!' });
		assert.doesNotMatch(program.stdout, /started[^]*started/, 'the entry ran once');
	});

	test(`${setup.name}: middleware is swapped under load and no request fails`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { fixture: 'middleware-is-swapped-under-load', packages: ['express'] });
		const program = start(folder, setup);
		const port = Number((await program.prints(/listening on (\d+)/))[1]);
		const load = new Load(port);
		const versions = 10;
		for (let version = 2; version <= versions; version++) {
			await load.answered(20);
			folder.replace('number.js', `export const number = ${version};\n`);
			await program.prints('swapped');
		}
		await load.answered(20);
		const answers = await load.end();
		assert.deepEqual(answers.filter(({ status }) => status !== 200), []);
		assert.deepEqual([...new Set(answers.map(({ text }) => text))], Array.from({ length: versions }, (_, index) => `version ${index + 1}`));
		assert.equal(load.sockets, Load.clients, 'no socket was closed');
	});

	test(`${setup.name}: a connection kept in data outlives the module that opened it`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { fixture: 'a-connection-is-kept-in-data' });
		const program = start(folder, setup);
		await program.prints('select 1 over connection 1');
		folder.edit('query.js', 'select 1', 'select 2');
		await program.prints('select 2 over connection 1');
		folder.edit('client.js', 'socket.write(`${query}', 'socket.write(`again ${query}');
		await program.prints('again select 2 over connection 1');
	});
}

/** Clients that ask again as soon as they have an answer, each over one connection. */
class Load {
	static readonly clients = 4;
	readonly #agent = new Agent({ keepAlive: true, maxSockets: Load.clients });
	readonly #answers: Answer[] = [];
	readonly #clients: Promise<void>[];
	#isEnding = false;
	#wake: () => void = () => {};
	/** How many connections it took. */
	sockets = 0;

	constructor(port: number) {
		const create = this.#agent.createConnection.bind(this.#agent);
		this.#agent.createConnection = (...args: Parameters<typeof create>) => {
			this.sockets++;
			return create(...args);
		};
		this.#clients = Array.from({ length: Load.clients }, () => this.#ask(port));
	}

	async #ask(port: number): Promise<void> {
		while (!this.#isEnding) {
			this.#answers.push(await fetchText(port, '/', this.#agent));
			this.#wake();
		}
	}

	/** Waits for so many more answers. */
	async answered(count: number): Promise<void> {
		const goal = this.#answers.length + count;
		const failed = Promise.all(this.#clients);
		while (this.#answers.length < goal) await Promise.race([failed, new Promise<void>(resolve => { this.#wake = resolve; })]);
	}

	async end(): Promise<readonly Answer[]> {
		this.#isEnding = true;
		await Promise.all(this.#clients);
		this.#agent.destroy();
		return this.#answers;
	}
}

// A real HTTP server that is edited while it runs. Says what it does, checks what it sees, cleans up, and ends with 0 if all was as told.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './projects.mjs';

const limitMs = 20_000;
const say = (text = '') => console.log(text);
const quote = (text, mark) => text.trimEnd().split('\n').map(line => `    ${mark} ${line}`).join('\n');

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hot-runtime-demo-')));
const at = name => join(folder, name);
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let server;

function start() {
	cpSync(join(root, 'fixtures/a-server-is-edited-while-it-runs'), folder, { recursive: true });
	mkdirSync(at('node_modules'));
	symlinkSync(join(root, 'packages/hot-runtime'), at('node_modules/hot-runtime'), 'junction');
	server = spawn(process.execPath, ['--import', 'hot-runtime/register', 'main.js'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The lines that the server prints, as they come; `heard(pattern)` waits for one. */
function listen() {
	const lines = [];
	let wake = () => {};
	for (const stream of [server.stdout, server.stderr]) {
		createInterface(stream).on('line', line => {
			say(`    server: ${line}`);
			lines.push(line);
			wake();
		});
	}
	server.on('exit', () => wake());
	return async pattern => {
		const end = Date.now() + limitMs;
		for (;;) {
			const index = lines.findIndex(line => pattern.test(line));
			if (index >= 0) return pattern.exec(lines.splice(0, index + 1).at(-1));
			if (server.exitCode !== null || Date.now() > end) throw new Error(`The server never printed ${pattern}`);
			await new Promise(resolve => {
				const timer = setTimeout(resolve, 100);
				wake = () => { clearTimeout(timer); resolve(); };
			});
		}
	};
}

function ask(port) {
	return new Promise((resolve, reject) => {
		get({ host: '127.0.0.1', port, agent }, response => {
			let text = '';
			response.setEncoding('utf8').on('data', chunk => { text += chunk; }).on('end', () => resolve(text)).on('error', reject);
		}).on('error', reject);
	});
}

async function expectAnswer(port, expected) {
	const answer = await ask(port);
	say(`    GET /  →  ${answer}`);
	if (answer !== expected) throw new Error(`Expected the answer "${expected}"`);
}

/** Saves a file as an editor does, and shows what changed. */
function save(name, text) {
	const before = readFileSync(at(name), 'utf8');
	say(`\n$ edit ${name}`);
	say(quote(before, '-'));
	say(quote(text, '+'));
	writeFileSync(at(name), text);
}

/** Saves, asks again and again over the same connection, and tells how long the old answer came. */
async function saveAndTime(port, name, text, isNew) {
	save(name, text);
	const saved = performance.now();
	let answer = await ask(port);
	while (!isNew(answer)) {
		if (performance.now() - saved > limitMs) throw new Error(`The server still answers "${answer}"`);
		answer = await ask(port);
	}
	say(`    GET /  →  ${answer}   (${(performance.now() - saved).toFixed(1)} ms after the save)`);
	return Number(/\d+/.exec(answer)?.[0]);
}

async function demo() {
	start();
	say('An HTTP server of three modules: main.js accepts page.js, which imports greet.js.\n');
	say('$ node --import hot-runtime/register main.js');
	const heard = listen();
	const port = Number((await heard(/listening on (\d+)/))[1]);
	await expectAnswer(port, 'Hello, visitor 1');
	await expectAnswer(port, 'Hello, visitor 2');

	say('\n1. Edit a module two imports away. The count of visits lives in main.js and goes on; so does the connection.');
	let visits = await saveAndTime(port, 'greet.js', 'export const greet = name => `Good morning, ${name}`;\n', answer => answer.startsWith('Good morning'));
	await heard(/\[hot\] Loaded/);
	await expectAnswer(port, `Good morning, visitor ${++visits}`);

	say('\n2. Save a mistake. The old version keeps running.');
	save('greet.js', 'export const greet = name => `Good evening, ${name};\n');
	await heard(/\[hot\].*not applied/);
	await expectAnswer(port, `Good morning, visitor ${++visits}`);

	say('\n3. Mend it.');
	visits = await saveAndTime(port, 'greet.js', 'export const greet = name => `Good evening, ${name}`;\n', answer => answer.startsWith('Good evening'));
	await heard(/\[hot\] Loaded/);
	await expectAnswer(port, `Good evening, visitor ${++visits}`);

	say(`\nOne process (${server.pid}), one connection, ${visits} visits, no restart.`);
}

try {
	await demo();
} catch (error) {
	say(`\nThe demonstration failed: ${error.message}`);
	process.exitCode = 1;
} finally {
	agent.destroy();
	if (server !== undefined && server.exitCode === null) {
		server.kill();
		await once(server, 'exit');
	}
	rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

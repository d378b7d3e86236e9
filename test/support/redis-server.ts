// A Redis server of a test's own, if this machine has one (Debian: the package redis-server).
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Cleanup } from './program.js';

const { status } = spawnSync('redis-server', ['--version']);

/** False, or why not. For a test's `skip`. */
export const noRedis = status === 0 ? false : 'There is no redis-server on this machine';

/** Starts it in `folder`, writing nothing there but a socket. Answers the socket's path. It is stopped after the test. */
export async function startRedis(t: Cleanup, folder: string): Promise<string> {
	const socket = join(folder, 'redis.sock');
	const server = spawn('redis-server', ['--port', '0', '--unixsocket', socket, '--save', '', '--appendonly', 'no', '--dir', folder], { stdio: ['ignore', 'pipe', 'inherit'] });
	t.after(async () => {
		server.kill();
		if (server.exitCode === null) await once(server, 'exit');
	});
	for await (const text of server.stdout.setEncoding('utf8')) {
		if (String(text).includes('ready to accept connections')) break;
	}
	return socket;
}

// Import this first in a command. The Nodes that programs are tested on bring a `node` into node_modules/.bin, which npm puts first in PATH:
// without this, every command but the first would run on that one, and the machine's own Node would not be tested.
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const isOurs = path => (existsSync(path) ? realpathSync(path) : path).startsWith(root);

process.env.PATH = (process.env.PATH ?? '').split(delimiter).filter(folder => !isOurs(folder)).join(delimiter);
if (isOurs(process.execPath)) {
	const { status, error } = spawnSync('node', process.argv.slice(1), { stdio: 'inherit', shell: process.platform === 'win32' });
	if (error) throw error;
	process.exit(status ?? 1);
}

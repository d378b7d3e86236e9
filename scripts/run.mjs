// The one way in: `node scripts/run.mjs <command>`. It needs Node and npm only, and installs what is missing.
import './machine-node.mjs';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program in the root and ends this process if it fails. */
function step(program, args) {
	const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
	if (error) throw error;
	if (status !== 0) process.exit(status ?? 1);
}

/** The lockfile that the last installation followed. */
const installedLock = `${root}node_modules/.installed-lock.yaml`;
const lock = `${root}pnpm-lock.yaml`;
const isInstalled = () => existsSync(installedLock) && readFileSync(installedLock).equals(readFileSync(lock));

/** It comes through npx, in the version that package.json names. */
function pnpm(...args) {
	const { packageManager } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
	step('npx', ['--yes', packageManager, ...args]);
}

/** A lockfile decides every version. */
function install() {
	pnpm('install', '--frozen-lockfile', '--prefer-offline');
	copyFileSync(lock, installedLock);
}

/** A folder with a lockfile of its own, outside the workspace. The scripts of its packages are not run: they work without. */
const installApart = folder => pnpm('--dir', folder, 'install', '--ignore-workspace', '--ignore-scripts', '--frozen-lockfile', '--prefer-offline');

const node = (...args) => step(process.execPath, args);

function build() {
	node('scripts/prune-output.mjs');
	node('node_modules/typescript/bin/tsc', '-b');
	node('scripts/bundle.mjs');
}

const commands = {
	build,
	lint: () => node('node_modules/oxlint/bin/oxlint'),
	test(...only) {
		build();
		if (only.length === 0) {
			commands.lint();
			node('bench/check.js');
		}
		node('scripts/test.mjs', ...only);
	},
	/** With the peers, which are installed in bench/. */
	bench(...args) {
		build();
		installApart('bench');
		node('bench/run.js', ...args);
	},
	/** Large test runners and transpilers, installed in test/tools. */
	tools() {
		build();
		installApart('test/tools');
		node('scripts/test.mjs', 'dist/tools/');
	},
	soak(...args) {
		build();
		node('test/dist/soak/run.js', ...args);
	},
	test262(...args) {
		build();
		node('test/dist/conformance/test262/run.js', ...args);
	},
	'real-programs'(...args) {
		build();
		node('test/dist/conformance/real-programs/run.js', ...args);
	},
	/** Each of some thousand small programs of tricky syntax, of which the normal tests run a part. */
	syntax() {
		build();
		process.env.CONFORMANCE_SYNTAX = 'all';
		node('scripts/test.mjs', 'conformance/syntax/');
	},
	'bench-check'() {
		build();
		node('bench/check.js');
	},
	/** As they would be published. */
	pack() {
		build();
		rmSync(`${root}packed`, { recursive: true, force: true });
		pnpm('--recursive', 'pack', '--pack-destination', `${root}packed`);
	},
	demo() {
		build();
		node('scripts/demo.mjs');
	},
};

const [name = '', ...args] = process.argv.slice(2);
const command = commands[name];
if (!command) {
	console.error(`Usage: node scripts/run.mjs ${Object.keys(commands).join(' | ')}`);
	process.exit(2);
}
if (!isInstalled()) install();
command(...args);

// A real registry, on the loopback address and with a storage of its own.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pack, type DemoPackage } from './archives.js';
import { makeFolder } from './folder.js';

export interface RealRegistry {
	readonly url: string;
	publish(...packages: readonly DemoPackage[]): Promise<void>;
	[Symbol.asyncDispose](): Promise<void>;
}

export async function startVerdaccio(): Promise<RealRegistry> {
	const folder = await makeFolder();
	const child = fork(fileURLToPath(new URL('./verdaccio-process.js', import.meta.url)), [folder.path], { silent: true });
	const [port] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => Promise.reject(new Error('verdaccio ended')))]) as [number];
	const url = `http://127.0.0.1:${port}/`;
	return {
		url,
		async publish(...packages) {
			for (const each of packages) await publish(url, each);
		},
		async [Symbol.asyncDispose]() {
			child.kill();
			await once(child, 'exit');
			await folder[Symbol.asyncDispose]();
		},
	};
}

/** As `npm publish` does it. */
async function publish(url: string, demo: DemoPackage): Promise<void> {
	const { manifest, data, integrity, shasum } = pack(demo);
	const { name, version } = manifest;
	const file = `${name}-${version}.tgz`;
	const response = await fetch(url + name.replace('/', '%2f'), {
		method: 'PUT', headers: { 'content-type': 'application/json' },
		body: JSON.stringify({
			_id: name, name, 'dist-tags': { latest: version }, access: null,
			versions: { [version]: { ...manifest, _id: `${name}@${version}`, dist: { integrity, shasum, tarball: `${url}${name}/-/${file}` } } },
			_attachments: { [file]: { content_type: 'application/octet-stream', data: data.toString('base64'), length: data.length } },
		}),
	});
	if (!response.ok) throw new Error(`${name}@${version} was not published: ${response.status} ${await response.text()}`);
}

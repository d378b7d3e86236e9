// A registry small enough to misbehave on purpose. For what a real one does, see verdaccio.ts.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { pack, type Archive, type DemoPackage } from './archives.js';

export interface SmallRegistry {
	readonly url: string;
	readonly requests: string[];
	publish(...packages: readonly DemoPackage[]): void;
	publishArchive(archive: Archive, dist?: Readonly<Record<string, unknown>>): void;
	/** What happens with the archive of `name-version.tgz` from now on. */
	misbehave(file: string, fault: 'cut' | 'tamper' | 'refuse' | null): void;
	/** Only who sends this token is answered from now on. */
	demandToken(token: string): void;
	/** Nobody can reach it any more. */
	close(): Promise<void>;
	[Symbol.asyncDispose](): Promise<void>;
}

export async function startRegistry(...packages: readonly DemoPackage[]): Promise<SmallRegistry> {
	const documents = new Map<string, { name: string; 'dist-tags': Record<string, string>; versions: Record<string, unknown>; time: Record<string, string> }>();
	const archives = new Map<string, Buffer>();
	const faults = new Map<string, string>();
	const requests: string[] = [];
	const server = createServer((request, response) => answer(request, response));
	let demanded: string | null = null;
	const answer = (request: IncomingMessage, response: ServerResponse): unknown => {
		const path = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname).slice(1);
		requests.push(path);
		if (demanded !== null && request.headers.authorization !== `Bearer ${demanded}`) return response.writeHead(401).end('{}');
		const file = /\/-\/(.+)$/.exec(path)?.[1];
		if (file !== undefined) return sendArchive(file, response);
		const document = documents.get(path);
		response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
		return response.end(JSON.stringify(document ?? { error: 'not found' }));
	};
	const sendArchive = (file: string, response: ServerResponse) => {
		const data = archives.get(file);
		const fault = faults.get(file);
		if (data === undefined || fault === 'refuse') return response.writeHead(data === undefined ? 404 : 403).end();
		response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': data.length });
		if (fault === 'cut') return response.write(data.subarray(0, data.length >> 1), () => response.destroy());
		const tampered = Buffer.from(data);
		if (fault === 'tamper') tampered.writeUInt8(tampered.readUInt8(tampered.length - 12) ^ 1, tampered.length - 12);
		return response.end(tampered);
	};
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`;
	const publishArchive: SmallRegistry['publishArchive'] = ({ manifest, data, integrity, shasum }, dist = { integrity, shasum }) => {
		const { name, version } = manifest;
		const file = `${name.replace('/', '-').replace('@', '')}-${version}.tgz`;
		archives.set(file, data);
		const document = documents.get(name) ?? { name, 'dist-tags': {}, versions: {}, time: {} };
		document.versions[version] = { ...manifest, dist: { tarball: `${url}${name}/-/${file}`, ...dist } };
		document.time[version] = new Date().toISOString();
		document['dist-tags']['latest'] = version;
		documents.set(name, document);
	};
	const publish: SmallRegistry['publish'] = (...all) => all.forEach(each => publishArchive(pack(each)));
	publish(...packages);
	const close = async () => {
		if (!server.listening) return;
		server.close();
		server.closeAllConnections();
		await once(server, 'close');
	};
	return {
		url, requests, publish, publishArchive, demandToken: token => { demanded = token; }, close, [Symbol.asyncDispose]: close,
		misbehave: (file, fault) => fault === null ? faults.delete(file) : faults.set(file, fault),
	};
}

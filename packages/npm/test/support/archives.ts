// Archives of packages made from a map of paths to texts.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

export interface DemoPackage {
	readonly name: string;
	readonly version: string;
	/** The rest of package.json. */
	readonly fields?: Readonly<Record<string, unknown>>;
	readonly files: Readonly<Record<string, string>>;
}

export interface Archive {
	readonly manifest: Readonly<Record<string, unknown>> & { readonly name: string; readonly version: string };
	readonly data: Buffer;
	readonly integrity: string;
	readonly shasum: string;
}

export function pack({ name, version, fields = {}, files }: DemoPackage): Archive {
	const manifest = { name, version, type: 'module', ...fields };
	const entries = Object.entries({ 'package.json': JSON.stringify(manifest), ...files });
	const data = gzipSync(tar(entries.map(([path, text]) => [path.startsWith('!') ? path.slice(1) : `package/${path}`, text])));
	return { manifest, data, integrity: `sha512-${createHash('sha512').update(data).digest('base64')}`, shasum: createHash('sha1').update(data).digest('hex') };
}

/** Written by hand, because a library would refuse the entries that the tests of unsafe archives need. */
export function tar(entries: readonly (readonly [path: string, text: string])[]): Buffer {
	const blocks = entries.flatMap(([path, text]) => {
		const data = Buffer.from(text);
		const header = Buffer.alloc(512);
		header.write(path, 0, 100);
		header.write('0000644\0', 100);
		header.write('0000000\0', 108);
		header.write('0000000\0', 116);
		header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
		header.write('00000000000\0', 136);
		header.write('        ', 148);
		header.write('0', 156);
		header.write('ustar\x0000', 257);
		header.write(`${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148);
		return [header, data, Buffer.alloc((512 - data.length % 512) % 512)];
	});
	return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

// A program as a map from path to text, in a temporary folder.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Link {
	readonly link: string;
}
export type Program = Readonly<Record<string, string | Uint8Array | Link>>;

const isLink = (content: string | Uint8Array | Link): content is Link =>
	typeof content === 'object' && 'link' in content;

export function makeFolder(): string {
	return realpathSync(mkdtempSync(join(tmpdir(), 'conformance-')));
}

export function removeFolder(folder: string): void {
	rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Programs are ES modules by default, as if `package.json` said so, unless they bring one. */
export function writeProgram(folder: string, program: Program): void {
	writeFiles(folder, { 'package.json': '{ "type": "module" }', ...program });
}

export function writeFiles(folder: string, files: Program): void {
	for (const [ path, content ] of Object.entries<string | Uint8Array | Link>(files)) {
		const target = join(folder, path);
		mkdirSync(dirname(target), { recursive: true });
		if (isLink(content)) {
			symlinkSync(content.link, target);
		} else {
			writeFileSync(target, content);
		}
	}
}

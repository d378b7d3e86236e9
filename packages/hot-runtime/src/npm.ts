// `hot-runtime/npm`: versions of packages, changed while the program runs.
import { NpmVersions } from '@hot-runtime/npm';
import type { Npm } from '@hot-runtime/npm';
import { currentProgram } from './program.js';

export type * from '@hot-runtime/npm';

const versions = new NpmVersions({
	async place(places) {
		const program = currentProgram();
		program.versions = versions;
		await program.place(places);
	},
	changed: changes => currentProgram().runtime.changed(changes),
	withdraw: ids => currentProgram().runtime.withdraw(ids),
	exportsOf: id => currentProgram().exportsOf(id),
	say: text => currentProgram().say(text),
	terminal: process.stderr.isTTY ? process.stderr : null,
});

export const npm: Npm = versions;

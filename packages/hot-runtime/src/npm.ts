// `hot-runtime/npm`: versions of packages, changed while the program runs.
import { FollowedFile, noRuntime, NpmVersions } from '@hot-runtime/npm';
import type { Npm, Surroundings } from '@hot-runtime/npm';
import { currentProgram, registeredProgram } from './registration.js';

export type * from '@hot-runtime/npm';
export { readDesired, setDesired, VersionError } from '@hot-runtime/npm';

const surroundings: Surroundings = {
	async place(places) {
		const program = registeredProgram();
		if (program === null) throw noRuntime();
		program.versions = versions;
		await program.place(places);
	},
	changed: changes => currentProgram().runtime.changed(changes),
	withdraw: ids => currentProgram().runtime.withdraw(ids),
	exportsOf: id => currentProgram().exportsOf(id),
	say: text => currentProgram().say(text),
	terminal: process.stderr.isTTY ? process.stderr : null,
};

const versions = new NpmVersions(surroundings);

export const npm: Npm = versions;

/** Starts with the versions that hot-versions.json in `folder` names, and follows the file from then on. */
export async function followVersions(folder: string): Promise<void> {
	await new FollowedFile(versions, surroundings, folder).start();
}

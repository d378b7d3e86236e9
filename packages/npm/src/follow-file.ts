// A program follows hot-versions.json: it starts with what the file says, and every change of it is an update.
import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { desiredFile, readDesired, wantedVersion, type DesiredState } from './desired-state.js';
import { reason, staleRevision, versionUsed, versionNotUsed } from './messages.js';
import type { NpmSource } from './npm.js';
import type { Surroundings } from './surroundings.js';
import { failureOf } from './swaps.js';

/** An editor writes a file in several steps. Milliseconds. */
const quietTime = 30;

export class FollowedFile {
	readonly #npm: NpmSource;
	readonly #surroundings: Pick<Surroundings, 'say'>;
	readonly #file: string;
	#applied: DesiredState | null = null;
	#watcher: FSWatcher | null = null;
	#timer: NodeJS.Timeout | undefined;
	#last: Promise<void> = Promise.resolve();

	constructor(npm: NpmSource, surroundings: Pick<Surroundings, 'say'>, folder: string) {
		this.#npm = npm;
		this.#surroundings = surroundings;
		this.#file = desiredFile(resolve(folder));
	}

	/** Maps what the file names, and watches it from then on. Rejects with a `VersionError` if the program cannot start so. */
	async start(): Promise<void> {
		const state = await readDesired(this.#file);
		if (state !== null) {
			await this.#npm.map(state.packages, { folder: dirname(this.#file), ...state.store === null ? {} : { store: resolve(dirname(this.#file), state.store) }, ...state.packager === null ? {} : { packager: state.packager } });
			this.#applied = state;
		}
		this.#watch();
	}

	close(): void {
		this.#watcher?.close();
		clearTimeout(this.#timer);
	}

	/** The folder, because a file that is replaced is another file. Does not keep the process alive. */
	#watch(): void {
		this.#watcher = watch(dirname(this.#file), { persistent: false }, (_, name) => {
			if (name !== null && name !== basename(this.#file)) return;
			clearTimeout(this.#timer);
			this.#timer = setTimeout(() => this.#changed(), quietTime).unref();
		});
		this.#watcher.on('error', error => this.#surroundings.say(`[hot] ${reason(error)}`));
	}

	#changed(): void {
		this.#last = this.#last.then(() => this.#apply()).catch((error: unknown) => this.#surroundings.say(`[hot] ${reason(error)}`));
	}

	async #apply(): Promise<void> {
		const state = await readDesired(this.#file);
		const before = this.#applied;
		if (state === null || JSON.stringify(state) === JSON.stringify(before)) return;
		if (state.revision !== null && before?.revision !== null && before?.revision !== undefined && state.revision < before.revision) {
			return this.#surroundings.say(staleRevision(this.#file, state.revision, before.revision));
		}
		this.#applied = state;
		for (const [name, entry] of Object.entries(state.packages)) {
			const earlier = before?.packages[name];
			if (JSON.stringify(entry) === JSON.stringify(earlier)) continue;
			if (this.#npm.isMapped(name)) await this.#follow(name, wantedVersion(entry));
			else await this.#npm.map({ [name]: entry });
		}
	}

	async #follow(name: string, version: true | string): Promise<void> {
		const from = this.#running(name);
		const outcome = await this.#npm.follow(name, version);
		const isUsed = outcome.type === 'updated';
		this.#npm.noteDrift(name, isUsed ? null : String(version));
		this.#surroundings.say(isUsed ? versionUsed(name, from, this.#running(name)) : versionNotUsed(name, String(version), from, failureOf(outcome)));
	}

	#running(name: string): string {
		return this.#npm.versions().find(running => running.name === name)?.version ?? '';
	}
}

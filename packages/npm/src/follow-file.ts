// A program follows hot-versions.json: it starts with what the file says, and every change of it is an update.
import { lstatSync, unwatchFile, watch, watchFile, type FSWatcher } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { desiredFile, readDesired, wantedVersion, type DesiredState } from './desired-state.js';
import type { Mapping } from './api.js';
import { filePolled, reason, staleRevision, versionUsed, versionNotUsed } from './messages.js';
import type { NpmSource } from './npm.js';
import type { Surroundings } from './surroundings.js';
import { failureOf } from './swaps.js';

/** An editor writes a file in several steps. Milliseconds. */
const quietTime = 30;
/** Where the system reports nothing. Milliseconds. */
const pollInterval = 1000;

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
		// It may have changed while its packages were fetched.
		this.#changed();
	}

	close(): void {
		this.#watcher?.close();
		unwatchFile(this.#file, this.#polled);
		clearTimeout(this.#timer);
	}

	/** The folder, because a file that is replaced is another file. Does not keep the process alive. */
	#watch(): void {
		try {
			this.#watcher = watch(dirname(this.#file), { persistent: false }, (_, name) => this.#happened(name));
			this.#watcher.on('error', error => this.#poll(error));
		} catch (error) {
			this.#poll(error);
		}
	}

	/** A system without watches to give must not stop a program. */
	#poll(error: unknown): void {
		this.#surroundings.say(`[hot] ${filePolled(this.#file, pollInterval, error)}`);
		watchFile(this.#file, { persistent: false, interval: pollInterval }, this.#polled);
	}

	readonly #polled = (): void => this.#changed();

	/** A link's file is another one when any link on its way is pointed elsewhere, and these lie beside it as a rule: so Kubernetes mounts its maps. */
	#happened(name: string | null): void {
		const isOwn = name === null || name === basename(this.#file);
		if (!isOwn && (this.#timer !== undefined || !isLink(this.#file))) return;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			this.#timer = undefined;
			this.#changed();
		}, quietTime).unref();
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
			if (JSON.stringify(entry) !== JSON.stringify(earlier)) await this.#applyEntry(name, entry);
		}
	}

	/** One that cannot be had does not stand in the way of the others. */
	async #applyEntry(name: string, entry: Mapping[string]): Promise<void> {
		try {
			if (this.#npm.isMapped(name)) await this.#follow(name, wantedVersion(entry));
			else await this.#npm.map({ [name]: entry });
		} catch (error) {
			this.#surroundings.say(`[hot] ${reason(error)}`);
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

function isLink(path: string): boolean {
	try {
		return lstatSync(path).isSymbolicLink();
	} catch {
		return false;
	}
}

// What the modules generated for an entry call.
import type { ModuleId } from '@hot-runtime/types';
import { currentProgram } from './program.js';

type Externals = () => readonly (readonly [ModuleId, object])[];

export function segment(entry: ModuleId, externals: Externals, done: readonly ModuleId[]): void {
	const evaluation = currentProgram().evaluation(entry, externals());
	for (const id of done) evaluation.evaluated(id);
	evaluation.advance();
}

export function mark(entry: ModuleId, external: ModuleId): void {
	currentProgram().evaluation(entry, []).evaluated(external);
}

interface Entered {
	finish(): Promise<void> | null;
	publish(names: readonly string[], setters: readonly ((value: unknown) => void)[]): void;
}

export function enter(entry: ModuleId, meta: ImportMeta, externals: Externals, done: readonly ModuleId[]): Entered {
	const program = currentProgram();
	if (Reflect.get(meta, 'main') === true) program.isMain(entry);
	const evaluation = program.evaluation(entry, externals());
	for (const id of done) evaluation.evaluated(id);
	return {
		finish() {
			const promise = evaluation.finish();
			if (promise === null) program.ran();
			else promise.then(() => program.ran(), () => {});
			return promise;
		},
		publish(names, setters) {
			if (names.length === 0) return;
			const set = () => names.forEach((name, index) => setters[index]?.(Reflect.get(namespace, name)));
			let namespace: object = {};
			const read = () => {
				namespace = program.runtime.readExports(entry, read);
				set();
			};
			read();
		},
	};
}

// What the modules generated for an entry call.
import type { ModuleId } from '@hot-runtime/types';
import { currentProgram } from './registration.js';

type Externals = () => readonly (readonly [ModuleId, object])[];

export function segment(entry: ModuleId, externals: Externals, done: readonly ModuleId[], begun: readonly ModuleId[]): void {
	const evaluation = currentProgram().evaluation(entry, externals());
	for (const id of done) evaluation.evaluated(id);
	evaluation.begun(begun);
	evaluation.advance();
}

export function mark(entry: ModuleId, external: ModuleId): void {
	currentProgram().evaluation(entry, []).evaluated(external);
}

/** Of a sequence, which `import()` or an update began. */
export function step(serial: number, index: number, namespaces: readonly object[] | null = null): void {
	const between = currentProgram().sequences.get(serial);
	if (namespaces !== null) between?.linked(namespaces);
	between?.advance(index);
}

export function stepMark(serial: number, index: number): void {
	currentProgram().sequences.get(serial)?.evaluated(index);
}

/** What a module of the program threw, for Node to explain. */
export function thrown(serial: number): unknown {
	return currentProgram().thrown.get(serial);
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
			else void ranAfter(promise, program);
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

/** No `then`, which the program may have replaced. */
async function ranAfter(promise: Promise<void>, program: { ran(): void }): Promise<void> {
	try {
		await promise;
	} catch {
		return;
	}
	program.ran();
}

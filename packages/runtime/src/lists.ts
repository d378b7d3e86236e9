// Walks over lists that a program cannot disturb by replacing what arrays have: linking and evaluating also happen after it ran.

export function forEach<T>(list: readonly T[], visit: (item: T, index: number) => void): void {
	for (let i = 0; i < list.length; i++) visit(list[i] as T, i);
}

export function map<T, R>(list: readonly T[], convert: (item: T, index: number) => R): R[] {
	const result: R[] = [];
	for (let i = 0; i < list.length; i++) append(result, convert(list[i] as T, i));
	return result;
}

export function some<T>(list: readonly T[], test: (item: T) => boolean): boolean {
	for (let i = 0; i < list.length; i++) if (test(list[i] as T)) return true;
	return false;
}

export function append<T>(list: T[], item: T): void {
	list[list.length] = item;
}

/** Removes the last item. */
export function removeLast<T>(list: T[]): T | undefined {
	if (list.length === 0) return undefined;
	const last = list[list.length - 1];
	list.length -= 1;
	return last;
}

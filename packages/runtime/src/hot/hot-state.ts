/** What one version of a module declared through `import.meta.hot`. It is kept by the record and dies with it. */
export interface HotState {
	readonly isHotState?: true;
}

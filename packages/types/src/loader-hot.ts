/**
 * `context.hot` in the `resolve` and `load` hooks of a loader below hot-runtime: of the module that is loaded, or of the one whose import is
 * resolved. Absent where that module is not hot, and without hot-runtime. A loader may keep it.
 */
export interface LoaderHot {
	/**
	 * The module is made of this file too: a change of it loads the module anew, as a change of its own file does. A URL, absolute or relative to
	 * the module's. Holds until the module was loaded again, which says anew what it is made of. What is not a file is not watched.
	 */
	watch(url: string | { readonly href: string }): void;
	/** The module is loaded anew, and so updated, whenever this is called. */
	invalidate(): void;
}

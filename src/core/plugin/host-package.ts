/** Packages of the host itself, which it loads as plugins of its framework: they contribute nothing, and no plugin may take their name. */
export const HOST_PACKAGE = /^(?:@oads\/cli$|@oclif\/)/;

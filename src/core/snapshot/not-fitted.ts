/** How the message of a bundle that was never there ends: readers of a run tell it from a damaged one by that. */
export const NOT_FITTED = 'it was not fitted yet';

/** An eddy, as a path in a square of 24. */
export const LOGO = "M12 12c0-2 3-2 3 1s-4 5-7 3-3-8 1-10 10 0 11 5-2 10-7 11";

/**
 * The configuration as such: which keys there are and of what kind, what is wrong with one, where a
 * value comes from, and what of it may be shown. What a section means is known where it is used.
 */
package switchboard.settings;

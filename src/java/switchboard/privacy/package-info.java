/**
 * Personal data: a key for each subject, what is sealed under it, and what becomes of both when the
 * subject is erased.
 */
package switchboard.privacy;

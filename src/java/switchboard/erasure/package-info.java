/**
 * Erasing a subject: a process that ends, whatever crashes meanwhile, and says what it has done.
 */
package switchboard.erasure;

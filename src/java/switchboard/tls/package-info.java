/**
 * Certificates: those of this node, which are read again when their files change, those that
 * callers show, and the role that one of them gives.
 */
package switchboard.tls;

/**
 * Who may call the front door, and what: credentials and whom they stand for, the rule of each
 * method, a tenant's quotas; and which listeners may be reached from elsewhere without any. It
 * knows the contract's descriptors, not what the methods do.
 */
package switchboard.access;

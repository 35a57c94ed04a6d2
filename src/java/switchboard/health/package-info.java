/**
 * Whether a node lives, serves, and reaches what it needs: three answers for three who ask. What is
 * looked at is handed to it.
 */
package switchboard.health;

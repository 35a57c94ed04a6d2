/** What is kept of a subject across sessions and channels: a versioned document in Redis. */
package switchboard.profile;

/** All that is stored of a subject, as one document that is never in memory as a whole. */
package switchboard.export;
